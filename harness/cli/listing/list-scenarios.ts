import { CATALOGUE } from '../../../scenarios/index.ts';
import type { ScenarioDescription } from '../../explore/scenario-description.ts';
import { HANG_SECONDS } from '../options/common-options.ts';
import type { ReportArguments } from '../options/report-options.ts';
import { EXIT_HOLDS } from '../terminal/exit-codes.ts';
import { ReportOutput } from '../terminal/report-output.ts';
import { WorkerCrew } from '../workers/worker-crew.ts';

export interface ListArguments extends ReportArguments {
  readonly scenario?: string | undefined;
}

/** Prints the scenarios, or one of them with its implementations, properties and examples. */
export async function listScenarios(args: ListArguments): Promise<number> {
  const output = new ReportOutput('list', args, { isDetailed: args.scenario !== undefined });
  const names = args.scenario === undefined ? [...CATALOGUE.keys()] : [args.scenario];
  output.finish({ scenarios: await describeAll(names) });
  return EXIT_HOLDS;
}

/** One thread loads them all: the engine, which each of them needs, takes longer than the scenarios do. */
async function describeAll(names: readonly string[]): Promise<ScenarioDescription[]> {
  const [first = ''] = names;
  const crew = new WorkerCrew({ scenario: first, hangMs: HANG_SECONDS * 1000, workers: 1 });
  const descriptions: ScenarioDescription[] = [];
  try {
    for (const name of names) descriptions.push(await crew.member(0).ask({ kind: 'describe' }, name));
  } finally {
    await crew.close();
  }
  return descriptions;
}
