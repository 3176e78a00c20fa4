import { withGlobal } from '@sinonjs/fake-timers';
import { patch } from '../../engine/patch.ts';

type FakeTimers = ReturnType<typeof withGlobal>;
type Clock = ReturnType<FakeTimers['install']>;

/** `queueMicrotask` and `nextTick` must stay real: a faked one makes every read of a `Response` body spin for ever. */
const FAKED: ('performance' | 'hrtime')[] = ['performance', 'hrtime'];

const realPerformanceNow = performance.now.bind(performance);
let fakeTimers: FakeTimers | null = null;
/** The clock that code under test reads, while armed. It holds no timers, so moving it fires nothing. */
let clock: Clock | null = null;
/** Virtual time that the clock shows, in ms since the execution's start. */
let shownMs = 0;

/** Real monotonic time in ms, also while the clocks are faked: for budgets of the harness itself. */
export function realNow(): number {
  return realPerformanceNow();
}

/** Virtual time of the execution in progress in ms; undefined while the clocks are real. */
export function virtualNow(): number | undefined {
  return clock === null ? undefined : shownMs;
}

/**
 * Dispatchers under the fakes, for code that keeps its own copy of a clock function from before the slice:
 * `const { now } = Date` at the top of a module, `import { hrtime } from 'node:process'`.
 */
export function installClockSeam(): void {
  installDate();
  patch<() => number>(Date, 'now', (original) => () => (clock === null ? original() : clock.now));
  const prototype = Object.getPrototypeOf(performance) as object;
  patch<() => number>(prototype, 'now', () => () => (clock === null ? realPerformanceNow() : clock.performance.now()));
  patch<NodeJS.HRTime>(process, 'hrtime', (original) => {
    const current = (): NodeJS.HRTime => (clock === null ? original : (clock.hrtime as unknown as NodeJS.HRTime));
    const hrtime = (since?: [number, number]): [number, number] => current()(since);
    return Object.assign(hrtime, { bigint: () => current().bigint() });
  });
}

/**
 * One Date for the life of the process, over the real one: what code adds to `Date` or its prototype stays, and a copy
 * made before a slice shows virtual time too. A fake of its own for each slice would lose both.
 */
function installDate(): void {
  const real = Date;
  const shown = (args: unknown[]): unknown[] => (clock === null || args.length > 0 ? args : [clock.now]);
  const dispatched = new Proxy(real, {
    construct: (_, args, target) => Reflect.construct(real, shown(args), target) as object,
    apply: () => Reflect.construct(real, shown([])).toString(),
  });
  patch(real.prototype, 'constructor', () => dispatched);
  patch(globalThis, 'Date', () => dispatched);
}

/** Fakes what the clocks read (Date, performance, hrtime) for a slice of exploration. */
export function armClock(): void {
  if (clock !== null) return;
  fakeTimers ??= withGlobal(globalThis);
  clock = fakeTimers.install({ now: 0, toFake: FAKED });
  shownMs = 0;
}

/** Real clocks again. */
export function disarmClock(): void {
  clock?.uninstall();
  clock = null;
}

/** A new execution begins at this wall-clock time, in ms since the epoch; performance and hrtime begin at 0. */
export function resetClock(startAt: number): void {
  if (clock === null) return;
  clock.reset();
  clock.setSystemTime(startAt);
  Object.assign(clock.performance, { timeOrigin: startAt });
  shownMs = 0;
}

/** Virtual time has moved to `now` ms since the execution's start. */
export function moveClock(now: number): void {
  if (clock === null) return;
  clock.tick(now - shownMs);
  shownMs = now;
}
