/** Fakes what the clocks read (Date, performance, hrtime) for a slice of exploration. */
export function armClock(): void {}
/** Real clocks again. */
export function disarmClock(): void {}
/** A new execution begins at this wall-clock time, in ms since the epoch. */
export function resetClock(_startAt: number): void {}
/** Virtual time has moved to `now` ms since the execution's start. */
export function moveClock(_now: number): void {}
