import timersPromises from 'node:timers/promises';
import type { Actor } from '../../engine/operation.ts';
import { dispatch, PASS_THROUGH } from '../dispatch/dispatch.ts';
import { VirtualImmediate, VirtualTimeout } from './handle.ts';
import { coerceDelay } from './operation.ts';

interface WaitOptions {
  readonly signal?: AbortSignal;
  readonly ref?: boolean;
}
type Sleep = (delay?: unknown, value?: unknown, options?: WaitOptions) => Promise<unknown>;
type Yield = (value?: unknown, options?: WaitOptions) => Promise<unknown>;
type Every = (delay?: unknown, value?: unknown, options?: WaitOptions) => AsyncIterable<unknown>;

/** Node reads these where a class without them would be refused. */
const NO_OPTIONS: WaitOptions = {};

/** Puts dispatchers in place of the functions of `node:timers/promises`. */
export function installTimersPromisesSeam(): void {
  dispatch<Sleep>(timersPromises, 'setTimeout', (actor, [delay, value, options], original) =>
    isUsable(options) && isDelay(delay)
      ? sleep(actor, coerceDelay(delay), value, options ?? NO_OPTIONS, original)
      : PASS_THROUGH,
  );
  dispatch<Yield>(timersPromises, 'setImmediate', (actor, [value, options], original) =>
    isUsable(options) ? yieldOnce(actor, value, options ?? NO_OPTIONS, original) : PASS_THROUGH,
  );
  dispatch<Every>(timersPromises, 'setInterval', (actor, [delay, value, options]) =>
    isUsable(options) && isDelay(delay) ? every(actor, coerceDelay(delay), value, options ?? NO_OPTIONS) : PASS_THROUGH,
  );
  const scheduler = Object.getPrototypeOf(timersPromises.scheduler) as object;
  dispatch(scheduler, 'wait', (_actor, [delay, options]) =>
    timersPromises.setTimeout(delay as number, undefined, options as WaitOptions),
  );
  dispatch(scheduler, 'yield', () => timersPromises.setImmediate());
}

/** Unlike the timers with callbacks, these take nothing else for one. */
function isDelay(value: unknown): boolean {
  return value === undefined || typeof value === 'number';
}

/** Options that Node refuses go to Node's own function, which rejects in its own words and starts nothing. */
function isUsable(options: unknown): options is WaitOptions | undefined {
  if (options === undefined) return true;
  if (typeof options !== 'object' || options === null) return false;
  const { signal, ref } = options as { signal?: unknown; ref?: unknown };
  return (signal === undefined || signal instanceof AbortSignal) && (ref === undefined || typeof ref === 'boolean');
}

function sleep(actor: Actor, delayMs: number, value: unknown, options: WaitOptions, original: Sleep): Promise<unknown> {
  const timer = new VirtualTimeout(actor, delayMs, { repeats: false, isRef: options.ref ?? true });
  // Given an aborted signal, Node's function starts no timer: it is the source of the very rejection that it would give.
  return waitFor(timer, value, options.signal, () => original(delayMs, value, options));
}

function yieldOnce(actor: Actor, value: unknown, options: WaitOptions, original: Yield): Promise<unknown> {
  const immediate = new VirtualImmediate(actor);
  if (options.ref === false) immediate.unref();
  return waitFor(immediate, value, options.signal, () => original(value, options));
}

function waitFor(
  timer: VirtualTimeout | VirtualImmediate,
  value: unknown,
  signal: AbortSignal | undefined,
  rejectAborted: () => Promise<unknown>,
): Promise<unknown> {
  if (signal?.aborted === true) return rejectAborted();
  return new Promise((resolve) => {
    const abort = (): void => {
      timer.close();
      resolve(rejectAborted());
    };
    signal?.addEventListener('abort', abort, { once: true });
    timer.start(() => {
      signal?.removeEventListener('abort', abort);
      resolve(value);
    });
  });
}

/** Yields `value` once for each tick; ticks that come while the loop's body is busy are not lost. */
async function* every(
  actor: Actor,
  delayMs: number,
  value: unknown,
  { signal, ref }: WaitOptions,
): AsyncGenerator<unknown, void, undefined> {
  const timer = new VirtualTimeout(actor, delayMs, { repeats: true, isRef: ref ?? true });
  let ticks = 0;
  let wake = (): void => {};
  const abort = (): void => wake();
  if (signal?.aborted !== true) {
    timer.start(() => {
      ticks++;
      wake();
    });
  }
  signal?.addEventListener('abort', abort, { once: true });
  try {
    while (signal?.aborted !== true) {
      if (ticks === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      for (; ticks > 0; ticks--) yield value;
    }
    // Rejects at once, with Node's own error: the signal is aborted.
    await timersPromises.setTimeout(delayMs, undefined, signal === undefined ? {} : { signal });
  } finally {
    timer.close();
    signal?.removeEventListener('abort', abort);
  }
}
