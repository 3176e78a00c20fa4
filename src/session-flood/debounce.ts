export interface DebounceOptions {
  /** Quiet time after the last call. */
  readonly waitMs: number;
  /** Longest time after the first call of a burst; without it a burst that goes on is never served. */
  readonly maxWaitMs?: number;
}

/** Calls `act` with the arguments of the last call, once nobody has called for `waitMs`; lodash's `debounce`, trailing edge. */
export function debounce<Args extends readonly unknown[]>(
  act: (...args: Args) => unknown,
  { waitMs, maxWaitMs = Number.POSITIVE_INFINITY }: DebounceOptions,
): (...args: Args) => void {
  let timer: NodeJS.Timeout | undefined;
  let firstCallAt: number | null = null;
  return (...args) => {
    const now = Date.now();
    firstCallAt ??= now;
    const waitLeft = Math.min(waitMs, firstCallAt + maxWaitMs - now);
    clearTimeout(timer);
    timer = setTimeout(
      () => {
        firstCallAt = null;
        act(...args);
      },
      Math.max(0, waitLeft),
    );
  };
}
