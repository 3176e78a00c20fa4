import { describeError, RacelineError } from '../engine/errors.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Job, NO_WORKLOAD } from './job.ts';

/** What the scenario calls the trouble of a job; null if it does not class it. Throws ERR_BAD_SCENARIO_MODULE if its own code throws. */
export function faultClassOf(scenario: Scenario, { origin, workload, faults }: Job): string | null {
  if (scenario.faultClass === undefined || origin === NO_WORKLOAD) return null;
  try {
    return String(scenario.faultClass(workload, faults));
  } catch (error) {
    const what = `faultClass of scenario ${scenario.name} threw`;
    const why = describeError(error);
    throw new RacelineError('ERR_BAD_SCENARIO_MODULE', { what, why, next: 'Have it name every plan.' }, error);
  }
}
