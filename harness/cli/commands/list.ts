import { listText } from '../../../reports/list-text.ts';
import { CATALOGUE } from '../../../scenarios/index.ts';
import { HANG_SECONDS } from '../options/explore-settings.ts';
import { WorkerCrew } from '../workers/worker-crew.ts';
import type { ScenarioDescription } from '../workers/worker-protocol.ts';

/** Prints the scenarios, or one of them with its implementations, properties and examples. */
export async function listCommand(args: { scenario: string | undefined; json: boolean }): Promise<number> {
  const names = args.scenario === undefined ? [...CATALOGUE.keys()] : [args.scenario];
  const descriptions: ScenarioDescription[] = await Promise.all(names.map((name) => describeScenario(name)));
  if (args.json) process.stdout.write(`${JSON.stringify(descriptions, null, 2)}\n`);
  else process.stdout.write(listText(descriptions, args.scenario !== undefined));
  return 0;
}

async function describeScenario(scenario: string): Promise<ScenarioDescription> {
  const crew = new WorkerCrew({ scenario, hangMs: HANG_SECONDS * 1000, workers: 1 });
  try {
    return await crew.member(0).ask({ kind: 'describe' });
  } finally {
    await crew.close();
  }
}
