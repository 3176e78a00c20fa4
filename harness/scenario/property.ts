import type { Env } from './env.ts';

/** What shows a violation. */
export interface Evidence {
  /** One sentence with the figures: `probe-1 waited 12,400 ms for the session lock (bound 10,000 ms)`. */
  readonly message: string;
  /** Numbers of the steps that show it, from `env.step` or `env.mark`. */
  readonly steps?: readonly number[];
}

/** Why a property cannot be decided on an execution, in one sentence: `models.json has too many contents to judge`. */
export interface Undecided {
  readonly unknown: string;
}

/** A claim about executions. `State` is what the scenario's `setup` returned: its own record of what happened. */
export interface Property<State> {
  readonly name: string;
  /** Safety: something bad never happens. Liveness: something good happens within a named bound of virtual time. */
  readonly kind: 'safety' | 'liveness';
  /** `documented`: the report itself asks for it. `strict`: a user would want it. */
  readonly level: 'documented' | 'strict';
  /** The claim in one sentence. */
  readonly says: string;
  /** `step`: after every step. `operation`: after every delivery. `quiescence`: when nothing is left to run. */
  readonly when: 'step' | 'operation' | 'quiescence';
  /**
   * Whether this execution, now at its end, put the claim to the test: `false` where what it speaks of never happened (no
   * 429 came, so nobody fell back). Reports then say in how many executions it did, and a claim that none did is
   * `unknown`, not one that holds: it would hold vacuously (Beer, Ben-David, Eisner and Rodeh 1997). An execution that
   * breaks the claim has put it to the test, whatever this says. Without it nothing is said. Must not change anything.
   */
  applies?(state: State, env: Env): boolean;
  /**
   * Undefined while the claim holds, evidence when it is broken, `{ unknown }` when that cannot be told: then, unless
   * another execution breaks it, the verdict on this property is `unknown`, with the reason. Must not change anything,
   * and what it throws ends the run: ERR_BAD_SCENARIO_MODULE.
   */
  judge(state: State, env: Env): Evidence | Undecided | undefined;
}
