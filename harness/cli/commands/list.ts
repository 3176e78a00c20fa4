import { listText } from '../../../reports/list-text.ts';
import { CATALOGUE } from '../../../scenarios/index.ts';
import type { ScenarioDescription } from '../worker-protocol.ts';
import { describeScenario } from './explore.ts';

/** Prints the scenarios, or one of them with its implementations, properties and examples. */
export async function listCommand(args: { scenario: string | undefined; json: boolean }): Promise<number> {
  const names = args.scenario === undefined ? [...CATALOGUE.keys()] : [args.scenario];
  const descriptions: ScenarioDescription[] = await Promise.all(names.map((name) => describeScenario(name)));
  if (args.json) process.stdout.write(`${JSON.stringify(descriptions, null, 2)}\n`);
  else process.stdout.write(listText(descriptions, args.scenario !== undefined));
  return 0;
}
