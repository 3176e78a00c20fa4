import { EXIT_UNKNOWN } from './exit-codes.ts';

/** Ctrl-C, and what a CI server or a container runtime sends before it ends a process for good. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Those that have something to tell, the last one first. */
const listening: Interruptible[] = [];

/** From the first moment on, also while scenarios are still loading: exit 2, for nothing is known yet. */
export function handleInterrupts(): void {
  for (const signal of SIGNALS) process.on(signal, () => (listening.at(-1)?.request ?? endAtOnce)());
}

/**
 * A part of a command that has something to tell when it is interrupted. The first signal asks it to come to its end, the
 * second ends the process.
 */
export class Interruptible {
  /** `performance.now()` of the first signal; null before. */
  private requestedAt: number | null = null;
  private readonly listeners: Set<() => void> = new Set();

  constructor() {
    listening.push(this);
  }

  get isRequested(): boolean {
    return this.requestedAt !== null;
  }

  /** Whether it was asked that long ago, in real ms. */
  isOverdue(ms: number): boolean {
    return this.requestedAt !== null && performance.now() - this.requestedAt > ms;
  }

  /** Calls `listener` at the first signal, at once if that has come; not once what it returns was called. */
  onRequest(listener: () => void): () => void {
    this.listeners.add(listener);
    if (this.isRequested) listener();
    return () => void this.listeners.delete(listener);
  }

  /** There is nothing more to tell: signals are for whoever listened before. */
  end(): void {
    listening.splice(listening.indexOf(this), 1);
  }

  readonly request: () => void = () => {
    if (this.isRequested) endAtOnce();
    this.requestedAt = performance.now();
    for (const listener of this.listeners) listener();
  };
}

function endAtOnce(): void {
  process.stderr.write('interrupted\n');
  process.exit(EXIT_UNKNOWN);
}
