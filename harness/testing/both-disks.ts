import { jobsInThread } from '../explore/explore.ts';
import { DEFAULT_OPTIONS } from '../explore/explore-options.ts';
import { mergeFindings } from '../explore/merge.ts';
import { countJobs } from '../explore/plan.ts';
import { onDisk } from '../scenario/lookup.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type FileProgram, scenarioOfProgram } from './file-programs.ts';

/** What came of the same executions on one of the disks. */
export interface OnDisk {
  readonly executions: number;
  readonly traceHash: string;
  readonly violated: readonly string[];
  /** What the code under test saw, if that was asked. */
  readonly outcomes: string;
  readonly leaks: readonly string[];
}

/** The same executions on both disks, and in what they differ: nothing, if all is well. */
export interface OnBothDisks {
  readonly simulated: OnDisk;
  readonly real: OnDisk;
  readonly differences: readonly string[];
}

export async function onBothDisks(
  scenario: Scenario,
  implementation: string,
  schedulesMax: number,
  outcomes: unknown[] = [],
): Promise<OnBothDisks> {
  const made = async (disk: 'simulated' | 'real'): Promise<OnDisk> => {
    outcomes.length = 0;
    const found = await explored(onDisk(scenario, disk), implementation, schedulesMax);
    return { ...found, outcomes: JSON.stringify(outcomes) };
  };
  const [simulated, real] = [await made('simulated'), await made('real')];
  const fields = ['executions', 'traceHash', 'violated', 'outcomes', 'leaks'] as const;
  const differences = fields
    .filter((field) => JSON.stringify(simulated[field]) !== JSON.stringify(real[field]))
    .map((field) => `${field}: ${JSON.stringify(simulated[field])}, real ${JSON.stringify(real[field])}`);
  return { simulated, real, differences };
}

export function programOnBothDisks(program: FileProgram, schedulesMax: number): Promise<OnBothDisks> {
  const outcomes: unknown[] = [];
  const scenario = scenarioOfProgram(program, (outcome) => outcomes.push(outcome));
  return onBothDisks(scenario, 'only', schedulesMax, outcomes);
}

/** Without making counterexamples smaller, which would take most of the time. */
async function explored(
  scenario: Scenario,
  implementation: string,
  schedulesMax: number,
): Promise<Omit<OnDisk, 'outcomes'>> {
  const options = { ...DEFAULT_OPTIONS, schedulesMax };
  const runner = jobsInThread(scenario, implementation, options);
  const jobs = countJobs(Object.keys(scenario.examples).length, options);
  const found = [];
  for (let index = 0; index < jobs; index++) found.push(await runner(index));
  const { executions, traceHash, violations, leaks } = mergeFindings(found);
  return { executions, traceHash, violated: [...violations.keys()], leaks: leaks.map(({ says }) => says) };
}
