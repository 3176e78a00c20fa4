import { REPORTERS } from '../../../reports/catalogue.ts';
import type { Swept } from '../../../reports/report.ts';
import { RacelineError } from '../../engine/errors.ts';
import { unknownRange } from '../../explore/at-value.ts';
import type { PortableOptions } from '../../explore/explore-options.ts';
import type { ScenarioDescription } from '../../explore/scenario-description.ts';
import { exploreOptionsOf } from '../options/explore-settings.ts';
import { EXIT_HOLDS, EXIT_UNKNOWN, EXIT_VIOLATED, exitCodeAfter } from '../terminal/exit-codes.ts';
import { Interruptible } from '../terminal/interruption.ts';
import { ReportOutput } from '../terminal/report-output.ts';
import { referenceAt } from '../workers/scenario-reference.ts';
import type { WorkerCrew } from '../workers/worker-crew.ts';
import type { CompareArguments, CompareOptions } from './compare-arguments.ts';
import { exploreConfirmed } from './compare-scenario.ts';
import { comparedImplementations, REFERENCE } from './compared-implementations.ts';
import { inCrew } from './in-crew.ts';

/**
 * At which value of a range each implementation breaks: every value is an exploration of its own, the same for all implementations.
 * Exit 1: the reference (each, with --implementations) breaks something at a value that the scenario claims for it; 2: something is
 * unknown.
 */
export async function sweepRange(name: string, args: CompareArguments): Promise<number> {
  const scenario = theScenario(args, name);
  const options: PortableOptions = { ...exploreOptionsOf({ ...args, prove: 0 }), smallWorkloads: 0 };
  const output = new ReportOutput('sweep', args);
  const interrupt = new Interruptible();
  const description = await inCrew(scenario, args, (crew) => crew.member(0).ask({ kind: 'describe' }));
  const range = description.ranges.find((each) => each.name === name);
  if (range === undefined)
    throw unknownRange(
      description.name,
      name,
      description.ranges.map((each) => each.name),
    );
  const implementations = comparedImplementations(description, args);
  const values: Swept[] = [];
  for (const value of range.values) {
    if (interrupt.isRequested) break;
    const at = referenceAt(scenario, { range: name, value });
    const compare = { options, interrupt, onFailure: output.failed };
    values.push({ value, rows: await inCrew(at, args, (crew) => verdictsOf(crew, description, args, compare)) });
  }
  interrupt.end();
  output.finish({ description, options, range, implementations, values, wasInterrupted: interrupt.isRequested });
  const judged = args.implementations === undefined ? [REFERENCE] : implementations;
  return exitCodeAfter(
    codeOf(
      values.filter(({ value }) => value <= range.claimedTo),
      judged,
    ),
    interrupt,
  );
}

async function verdictsOf(
  crew: WorkerCrew,
  description: ScenarioDescription,
  args: CompareArguments,
  compare: CompareOptions,
): Promise<Swept['rows']> {
  const { confirmed } = await exploreConfirmed(crew, description, args, compare);
  return confirmed.map(({ report: { implementation, verdicts } }) => ({
    implementation,
    verdicts: verdicts.map(({ property, verdict, how }) => ({ property, verdict, isIdle: how.kind === 'vacuous' })),
  }));
}

function codeOf(values: readonly Swept[], judged: readonly string[]): number {
  const rows = values.flatMap((each) => each.rows).filter(({ implementation }) => judged.includes(implementation));
  const verdicts = rows.flatMap((row) => row.verdicts).filter(({ isIdle }) => !isIdle);
  if (verdicts.some(({ verdict }) => verdict === 'violated')) return EXIT_VIOLATED;
  return verdicts.some(({ verdict }) => verdict === 'unknown') ? EXIT_UNKNOWN : EXIT_HOLDS;
}

function theScenario({ scenario, all, report }: CompareArguments, name: string): string {
  const what = `raceline compare --sweep ${name}`;
  const unknown = report.find((file) => !REPORTERS.sweep.some((reporter) => reporter.name === file.name));
  if (unknown !== undefined) {
    const names = REPORTERS.sweep.map((reporter) => reporter.name).join(', ');
    throw new RacelineError('ERR_USAGE', {
      what,
      why: `a sweep has no ${unknown.name} report`,
      next: `It has ${names}.`,
    });
  }
  if (scenario !== undefined && !all) return scenario;
  throw new RacelineError('ERR_USAGE', {
    what,
    why: 'it takes one scenario',
    next: 'Name it: raceline list SCENARIO says its ranges.',
  });
}
