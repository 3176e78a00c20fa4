import type { ScenarioSpec } from '../../harness/index.ts';

/** What `compare --sweep` goes through, each under its name. */
export type Ranges<Workload, Faults> = NonNullable<ScenarioSpec<unknown, Workload, Faults, unknown>['ranges']>;
