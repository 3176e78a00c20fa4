import type { ComparedScenario } from '../../../reports/report.ts';
import { CATALOGUE } from '../../../scenarios/index.ts';
import { RacelineError } from '../../engine/errors.ts';
import type { PortableOptions } from '../../explore/explore-options.ts';
import { exploreOptionsOf } from '../options/explore-settings.ts';
import { EXIT_HOLDS, EXIT_UNKNOWN, EXIT_VIOLATED, exitCodeAfter } from '../terminal/exit-codes.ts';
import { Interruptible } from '../terminal/interruption.ts';
import { prepareOutputDirectory } from '../terminal/output-files.ts';
import { ReportOutput } from '../terminal/report-output.ts';
import type { CompareArguments } from './compare-arguments.ts';
import { compareScenario } from './compare-scenario.ts';
import { REFERENCE } from './compared-implementations.ts';
import { inCrew } from './in-crew.ts';

/**
 * Compares implementations. Exit 0: the reference (each, with --implementations) holds; 1: it is violated; 2: some verdict
 * is unknown, or the comparison was interrupted.
 */
export async function compareScenarios(args: CompareArguments): Promise<number> {
  const chosen = chosenScenarios(args);
  // No small workloads beside the examples: there are as many explorations as implementations.
  const options: PortableOptions = { ...exploreOptionsOf(args), smallWorkloads: 0, measuresCosts: true };
  prepareOutputDirectory(args.out);
  const output = new ReportOutput('compare', args, { isDetailed: args.timelines });
  const interrupt = new Interruptible();
  const compare = { options, interrupt, onFailure: output.failed };
  const scenarios: ComparedScenario[] = [];
  const report = { seed: options.seed, directory: args.out, isOfAll: args.all, scenarios };
  for (const scenario of chosen) {
    if (interrupt.isRequested) break;
    output.grow(report);
    scenarios.push(await inCrew(scenario, args, (crew) => compareScenario(crew, scenario, args, compare)));
  }
  interrupt.end();
  output.finish(report);
  return exitCodeAfter(codeOf(scenarios, args.implementations !== undefined), interrupt);
}

function codeOf(scenarios: readonly ComparedScenario[], judgesAll: boolean): number {
  const rows = scenarios.flatMap((compared) => compared.rows);
  const isAny = (kind: string, among: typeof rows): boolean =>
    among.some(({ report }) => report.verdicts.some(({ verdict }) => verdict === kind));
  const judged = rows.filter(({ name }) => judgesAll || name === REFERENCE);
  if (isAny('violated', judged)) return EXIT_VIOLATED;
  return isAny('unknown', rows) ? EXIT_UNKNOWN : EXIT_HOLDS;
}

function chosenScenarios({ scenario, all }: CompareArguments): readonly string[] {
  if (all) return [...CATALOGUE.keys()];
  if (scenario !== undefined) return [scenario];
  throw new RacelineError('ERR_USAGE', {
    what: 'raceline compare',
    why: 'no scenario was given',
    next: 'Name one (see raceline list), or pass --all.',
  });
}
