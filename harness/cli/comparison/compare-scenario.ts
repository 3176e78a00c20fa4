import type { ComparedImplementation, ComparedScenario } from '../../../reports/report.ts';
import type { Limits } from '../../engine/limits.ts';
import type { PortableOptions } from '../../explore/explore-options.ts';
import type { ScenarioDescription } from '../../explore/scenario-description.ts';
import { sharedSteps } from '../../run/shared-steps.ts';
import { recordExploration } from '../exploration/record-exploration.ts';
import { Progress } from '../terminal/progress.ts';
import { CONFIRMING_MS_MAX, type ConfirmedReport, confirm } from '../workers/confirm.ts';
import type { WorkerCrew } from '../workers/worker-crew.ts';
import type { CompareArguments, CompareOptions } from './compare-arguments.ts';
import { comparedImplementations, REFERENCE } from './compared-implementations.ts';
import { type ExploredImplementation, exploreImplementation } from './explore-implementation.ts';
import { partImplementations } from './part-implementations.ts';

/**
 * Runs every implementation through the same jobs: a job's workload, fault plan and seeds follow from the options and
 * its index alone. `scenario` is as the user gave it.
 */
export async function compareScenario(
  crew: WorkerCrew,
  scenario: string,
  args: CompareArguments,
  compare: CompareOptions,
): Promise<ComparedScenario> {
  const { options, interrupt, onFailure } = compare;
  const description = await crew.member(0).ask({ kind: 'describe' });
  const { implementations, explored, confirmed, limits } = await exploreConfirmed(crew, description, args, compare);
  const baseline = implementations.includes(REFERENCE) ? REFERENCE : (implementations[0] ?? '');
  const labels = explored.find(({ name }) => name === baseline)?.labels ?? null;
  const recording = { scenario, limits, out: args.out, savesTimelines: false, onFailure };
  const rows = confirmed.map((each, at): ComparedImplementation => {
    const { name, costs, labels: ours } = explored[at] as ExploredImplementation;
    const shared = ours === null || labels === null ? null : sharedSteps(ours, labels);
    return { name, costs, shared, ...recordExploration(each, recording) };
  });
  const isParting = args.implementations !== undefined;
  return {
    description,
    options,
    baseline,
    generated: await countGenerated(crew, description, options),
    rows,
    parted: isParting && !interrupt.isRequested ? await partImplementations(crew, rows) : null,
    wasInterrupted: interrupt.isRequested,
  };
}

/** The reports of all implementations, with no claim that a thread of its own does not confirm. */
export async function exploreConfirmed(
  crew: WorkerCrew,
  description: ScenarioDescription,
  args: CompareArguments,
  compare: CompareOptions,
): Promise<{
  readonly implementations: readonly string[];
  readonly explored: readonly ExploredImplementation[];
  readonly confirmed: readonly ConfirmedReport[];
  readonly limits: Limits;
}> {
  const { options, interrupt } = compare;
  const implementations = comparedImplementations(description, args);
  const undo = interrupt.onRequest(() => crew.requestStop());
  const explored = await exploreEach(crew, description, implementations, compare);
  undo();
  crew.clearStop();
  const limits = { ...description.limits, ...options.limits };
  const reports = explored.map(({ report }) => report);
  const confirmed = await confirm(crew, limits, reports, () => interrupt.isOverdue(CONFIRMING_MS_MAX));
  return { implementations, explored, confirmed, limits };
}

/** Each worker takes a whole implementation at a time, so that no worker waits while another minimises. */
async function exploreEach(
  crew: WorkerCrew,
  description: ScenarioDescription,
  implementations: readonly string[],
  compare: CompareOptions,
): Promise<ExploredImplementation[]> {
  const progress = new Progress();
  const explored = new Map<string, ExploredImplementation>();
  const queue = implementations.values();
  const work = async (member: number): Promise<void> => {
    for (const name of queue) {
      if (compare.interrupt.isRequested) return;
      explored.set(name, await exploreImplementation(crew.member(member), description, name, compare));
      progress.update(() => `${description.name}: ${explored.size} of ${implementations.length} implementations`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(crew.size, implementations.length) }, (_, member) => work(member)));
  progress.end();
  return implementations.flatMap((name) => explored.get(name) ?? []);
}

/** Sampling sees each example once, then generated workloads and examples by turns. */
async function countGenerated(
  crew: WorkerCrew,
  { examples }: ScenarioDescription,
  options: PortableOptions,
): Promise<number> {
  const jobs = await crew.member(0).ask({ kind: 'count-jobs', options: { ...options, proofStepsMax: 0 } });
  return Math.max(0, Math.ceil((jobs - examples.length) / 2));
}
