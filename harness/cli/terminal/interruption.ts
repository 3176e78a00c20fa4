import { EXIT_UNKNOWN } from './exit-codes.ts';

/** What Ctrl-C does now: ends the process, until a command that has something to tell says otherwise. */
const handlers: (() => void)[] = [endAtOnce];

/** Ctrl-C is exit 2 from the first moment on, also while scenarios are still loading. */
export function handleInterrupts(): void {
  process.on('SIGINT', () => (handlers.at(-1) ?? endAtOnce)());
}

/** From now on the first Ctrl-C calls `handler` and a second one ends the process. Returns the function that undoes this. */
export function onInterrupt(handler: () => void): () => void {
  const once = (): void => {
    handlers[handlers.indexOf(once)] = endAtOnce;
    handler();
  };
  const depth = handlers.push(once);
  return () => {
    handlers.length = depth - 1;
  };
}

function endAtOnce(): void {
  process.stderr.write('interrupted\n');
  process.exit(EXIT_UNKNOWN);
}
