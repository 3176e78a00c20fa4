import { withGlobal } from '@sinonjs/fake-timers';
import { patch } from '../../engine/patch.ts';
import { clearTimeline, installPerformance } from './performance.ts';

const realPerformanceNow = performance.now.bind(performance);

/**
 * What code under test reads for as long as it is shown. It replaces nothing: a fake that came and went with every slice would take
 * along what code has put in its place. It holds no timers, so moving it fires nothing.
 */
const clock = withGlobal(globalThis).createClock(0);
let isShown = false;
/** Virtual time that the clock shows, in ms since the execution's start. */
let shownMs = 0;

/** Real monotonic time in ms, also while the clocks are faked: for budgets of the harness itself. */
export function realNow(): number {
  return realPerformanceNow();
}

/** Virtual time of the execution in progress in ms; undefined while the clocks are real. */
export function virtualNow(): number | undefined {
  return isShown ? shownMs : undefined;
}

/** Wall-clock time of the execution in progress in ms since the epoch; undefined while the clocks are real. */
export function virtualWallClock(): number | undefined {
  return isShown ? clock.now : undefined;
}

/**
 * Dispatchers for the life of the process, so that also who keeps a copy of a clock function from before (`import { hrtime } from
 * 'node:process'`) reads virtual time. Date, of which there may be several: see ../realm/.
 */
export function installClockSeam(): void {
  installPerformance(virtualNow, () => clock.now - shownMs);
  patch<NodeJS.HRTime>(process, 'hrtime', (original) => {
    const current = (): NodeJS.HRTime => (isShown ? (clock.hrtime as unknown as NodeJS.HRTime) : original);
    const hrtime = (since?: [number, number]): [number, number] => current()(since);
    return Object.assign(hrtime, { bigint: () => current().bigint() });
  });
}

/** Code reads virtual time, for a slice of exploration. */
export function armClock(): void {
  isShown = true;
}

/** Real clocks again. */
export function disarmClock(): void {
  isShown = false;
}

/** A new execution begins at this wall-clock time, in ms since the epoch; performance and hrtime begin at 0. */
export function resetClock(startAt: number): void {
  if (!isShown) return;
  clock.reset();
  clock.setSystemTime(startAt);
  shownMs = 0;
  clearTimeline();
}

/** Virtual time has moved to `now` ms since the execution's start. */
export function moveClock(now: number): void {
  if (!isShown) return;
  clock.tick(now - shownMs);
  shownMs = now;
}
