import { compareJson } from '../../../reports/compare-json.ts';
import { compareText, partingText } from '../../../reports/compare-text.ts';
import { paintFor } from '../../../reports/paint.ts';
import { timelineLines } from '../../../reports/timeline-text.ts';
import { CATALOGUE } from '../../../scenarios/index.ts';
import { RacelineError } from '../../engine/errors.ts';
import { ENGINE_VERSION } from '../../engine/version.ts';
import type { PortableOptions } from '../../explore/explore-options.ts';
import { findParting } from '../../explore/parting.ts';
import type { ReplayOutcome } from '../../run/replay.ts';
import {
  type ComparedImplementation,
  type ComparedScenario,
  compareScenario,
} from '../exploration/compare-scenario.ts';
import { writeReplayFiles } from '../exploration/replay-files.ts';
import { type ExploreArguments, readSettings, type Settings } from '../options/explore-settings.ts';
import { EXIT_HOLDS, EXIT_UNKNOWN, EXIT_VIOLATED } from '../terminal/exit-codes.ts';
import { onInterrupt } from '../terminal/interruption.ts';
import { prepareOutputDirectory } from '../terminal/output-directory.ts';
import { Progress } from '../terminal/progress.ts';
import { WorkerCrew } from '../workers/worker-crew.ts';
import type { ScenarioDescription } from '../workers/worker-protocol.ts';

export interface CompareArguments
  extends Omit<ExploreArguments, 'scenario' | 'implementation' | 'shard' | 'time' | 'checkpoint' | 'resume'> {
  readonly scenario: string | undefined;
  readonly all: boolean;
  readonly implementations: string | undefined;
  readonly ablation: boolean;
  readonly timelines: boolean;
}

/** Executions of each implementation unless the user says otherwise. */
export const COMPARE_SCHEDULES = 2_000;
/** Steps that exploring one workload exhaustively may take: a quarter of a second. */
export const PROOF_STEPS = 5_000;
/** The implementation whose violation is a failure of the comparison: flawed ones are there to be violated. */
const REFERENCE = 'reference';

/**
 * Compares implementations. Exit 0: the reference (each, with --implementations) holds; 1: it is violated; 2: some verdict
 * is unknown, or the comparison was interrupted.
 */
export async function compareCommand(args: CompareArguments): Promise<number> {
  const settings = readSettings({
    ...args,
    scenario: '',
    implementation: undefined,
    shard: undefined,
    time: undefined,
  });
  prepareOutputDirectory(args.out);
  const documents: object[] = [];
  const stop = new Stop();
  let code = EXIT_HOLDS;
  if (!args.json) process.stdout.write(`seed ${settings.options.seed}\n`);
  for (const scenario of chosenScenarios(args)) {
    if (stop.isRequested) break;
    const crew = new WorkerCrew({ scenario, hangMs: settings.hangMs, workers: settings.workers });
    try {
      const one = await compareOneScenario(crew, scenario, args, settings, stop);
      documents.push(one.document);
      if (!args.json) process.stdout.write(one.text);
      code = worse(code, one.code);
    } finally {
      await crew.close();
    }
  }
  stop.end();
  if (args.json) process.stdout.write(`${JSON.stringify(args.all ? documents : documents[0], null, 2)}\n`);
  return stop.isRequested ? EXIT_UNKNOWN : code;
}

async function compareOneScenario(
  crew: WorkerCrew,
  scenario: string,
  args: CompareArguments,
  settings: Settings,
  stop: Stop,
): Promise<{ document: object; text: string; code: number }> {
  const progress = new Progress();
  const description = await crew.member(0).ask({ kind: 'describe' });
  const options: PortableOptions = {
    ...settings.options,
    schedulesMax: args.schedules ?? COMPARE_SCHEDULES,
    smallWorkloads: 0,
    measuresCosts: true,
  };
  const compared = await compareScenario(crew, description, {
    implementations: chosenImplementations(description, args),
    options,
    workers: settings.workers,
    onProgress: (text) => progress.update(text),
    isStopped: () => stop.isRequested,
  });
  progress.end();
  const timelines = new Map(compared.rows.map((row) => [row.name, timelinesOf(row)]));
  const replayFiles = new Map(
    compared.rows.map(({ name, conclusion }) => [
      name,
      writeReplayFiles(args.out, {
        scenario,
        report: conclusion.report,
        timelines: timelines.get(name) ?? new Map(),
        limits: { ...description.limits, ...options.limits },
      }),
    ]),
  );
  const paint = paintFor(process.stdout.isTTY === true);
  const parting = args.implementations === undefined ? '' : await describeParting(crew, compared);
  return {
    document: compareJson(compared, timelines, replayFiles, ENGINE_VERSION),
    text: compareText(compared, timelines, args.out, { paint, showsTimelines: args.timelines }) + parting,
    code: codeOf(compared, args.implementations !== undefined),
  };
}

function timelinesOf({ conclusion }: ComparedImplementation): ReadonlyMap<string, readonly string[]> {
  return new Map([...conclusion.replays].map(([property, outcome]) => [property, timelineLines(outcome)]));
}

/** Where the two part: on a schedule that only one of them survives if there is one, else in the default order. */
async function describeParting(crew: WorkerCrew, compared: ComparedScenario): Promise<string> {
  const [left, right] = compared.rows;
  if (left === undefined || right === undefined) return '';
  const telling = tellingCounterexample(left, right) ?? tellingCounterexample(right, left);
  const run = (implementation: string): Promise<ReplayOutcome> =>
    telling === null
      ? crew.member(0).ask({ kind: 'default-order', implementation })
      : crew.member(0).ask({ kind: 'replay', input: { implementation, ...telling.counterexample } });
  const [ours, theirs] = [await run(left.name), await run(right.name)];
  return partingText(
    { name: left.name, lines: timelineLines({ ...ours, violations: [] }), outcome: ours },
    { name: right.name, lines: timelineLines({ ...theirs, violations: [] }), outcome: theirs },
    findParting(ours, theirs),
    telling?.property ?? null,
  );
}

function tellingCounterexample(
  broken: ComparedImplementation,
  other: ComparedImplementation,
): {
  property: string;
  counterexample: NonNullable<ComparedImplementation['conclusion']['report']['verdicts'][number]['counterexample']>;
} | null {
  const kept = new Set(
    other.conclusion.report.verdicts.filter(({ verdict }) => verdict !== 'violated').map(({ property }) => property),
  );
  for (const { property, counterexample } of broken.conclusion.report.verdicts) {
    if (counterexample !== null && kept.has(property)) return { property, counterexample };
  }
  return null;
}

function codeOf({ rows, wasInterrupted }: ComparedScenario, judgesAll: boolean): number {
  const judged = rows.filter(({ name }) => judgesAll || name === REFERENCE);
  const verdicts = judged.flatMap(({ conclusion }) => conclusion.report.verdicts);
  if (verdicts.some(({ verdict }) => verdict === 'violated')) return EXIT_VIOLATED;
  const isUnknown = rows.some(({ conclusion }) =>
    conclusion.report.verdicts.some(({ verdict }) => verdict === 'unknown'),
  );
  return isUnknown || wasInterrupted ? EXIT_UNKNOWN : EXIT_HOLDS;
}

function worse(a: number, b: number): number {
  if (a === EXIT_VIOLATED || b === EXIT_VIOLATED) return EXIT_VIOLATED;
  return Math.max(a, b);
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

function chosenImplementations(
  description: ScenarioDescription,
  { implementations, ablation }: CompareArguments,
): readonly string[] {
  const all = description.implementations;
  if (implementations === undefined) {
    const isChosen = (name: string, ablates: string | null): boolean =>
      ablation ? name === REFERENCE || ablates !== null : ablates === null;
    return all.filter(({ name, ablates }) => isChosen(name, ablates)).map(({ name }) => name);
  }
  const chosen = implementations.split(',').map((name) => name.trim());
  const known = all.map(({ name }) => name);
  const unknown = chosen.find((name) => !known.includes(name));
  if (unknown === undefined && chosen.length === 2) return chosen;
  throw new RacelineError(unknown === undefined ? 'ERR_USAGE' : 'ERR_UNKNOWN_IMPLEMENTATION', {
    what:
      unknown === undefined
        ? `--implementations ${implementations}`
        : `scenario ${description.name} has no implementation "${unknown}"`,
    why: unknown === undefined ? 'it takes two names, as in a,b' : `it has ${known.join(', ')}`,
    next: 'Pass two of these to --implementations.',
  });
}

/** Ctrl-C: the first ends the comparison with what is known, the second ends the process. */
class Stop {
  isRequested = false;
  readonly end: () => void = onInterrupt(() => {
    this.isRequested = true;
  });
}
