/**
 * Where executions leave marks that another thread can read while this one is stuck: how many have begun, and the
 * choices of the one in progress. A worker puts shared memory here; without it the marks go to private memory.
 */
export interface Beat {
  /** Called as an execution begins; `ordinal` is its position in its job. */
  executionBegins(ordinal: number): void;
  /** Holds the choice of each step, then -1. */
  readonly choices: Int32Array;
}

let current: Beat = privateBeat(0);

function privateBeat(length: number): Beat {
  return { executionBegins: () => {}, choices: new Int32Array(length) };
}

/** Makes `beat` the place of this thread's marks. */
export function setBeat(beat: Beat): void {
  current = beat;
}

/** The place for marks of executions of at most `stepsMax` steps. */
export function beatFor(stepsMax: number): Beat {
  if (current.choices.length <= stepsMax) current = privateBeat(stepsMax + 1);
  return current;
}
