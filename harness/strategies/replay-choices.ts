import type { Strategy } from '../engine/strategy.ts';

/** Repeats an execution of the same code exactly, by the index in the enabled set that each step took. */
export function replayChoices(choices: ArrayLike<number>): Strategy {
  return {
    begin: () => true,
    choose: (decision) => Math.min(choices[decision.steps] ?? decision.defaultIndex, decision.count - 1),
    end() {},
  };
}
