import type { Reproduction } from '../../../reports/report.ts';
import type { ReplayOutcome } from '../../run/replay.ts';
import type { IssueTimeline } from '../../scenario/issue-timeline.ts';
import type { ReportArguments } from '../options/report-options.ts';
import { EXIT_HOLDS, EXIT_UNKNOWN, EXIT_VIOLATED } from '../terminal/exit-codes.ts';
import { ReportOutput } from '../terminal/report-output.ts';
import type { CrewMember } from '../workers/crew-member.ts';
import { WorkerCrew } from '../workers/worker-crew.ts';
import { chosenTimelines } from './issues.ts';
import { complaintsOf, toldLines } from './told-lines.ts';

export interface ReproduceArguments extends ReportArguments {
  readonly issue?: string | undefined;
  readonly all: boolean;
  /** Runs the timelines against this one alone. */
  readonly implementation?: string | undefined;
  readonly steps: boolean;
  /** In s. */
  readonly hang: number;
}

/** The implementation that a timeline is run against beside the flawed one, where the scenario has it. */
const REFERENCE = 'reference';

/**
 * Runs issues' own timelines. Exit 0: each ran as the report tells it, and the reference holds on the same schedule.
 * Exit 1: with --implementation, that implementation breaks a property on it; without, the reference does.
 * Exit 2: a run did not show what the report tells, or not in its order; with --implementation, the schedule could not be followed and broke nothing.
 */
export async function reproduceIssues(args: ReproduceArguments): Promise<number> {
  const output = new ReportOutput('reproduce', args, { isDetailed: args.steps });
  const reproductions: Reproduction[] = [];
  for (const { scenario, timelines } of chosenTimelines(args)) {
    const crew = new WorkerCrew({ scenario, hangMs: args.hang * 1000, workers: 1 });
    try {
      const { implementations } = await crew.member(0).ask({ kind: 'describe' });
      const reference = implementations.find(({ name }) => name === REFERENCE)?.name;
      for (const [name, timeline] of timelines) {
        const chosen = { implementation: args.implementation, reference };
        reproductions.push(await reproduceOne(crew.member(0), name, timeline, chosen));
        output.grow({ reproductions });
      }
    } finally {
      await crew.close();
    }
  }
  output.finish({ reproductions });
  return Math.max(EXIT_HOLDS, ...reproductions.map((each) => codeOf(each, args.implementation !== undefined)));
}

async function reproduceOne(
  worker: CrewMember,
  name: string,
  timeline: IssueTimeline,
  {
    implementation: chosen,
    reference,
  }: { readonly implementation: string | undefined; readonly reference: string | undefined },
): Promise<Reproduction> {
  const { workload, faults, schedule, startAt, randomSeed = 1 } = timeline;
  const run = (implementation: string): Promise<ReplayOutcome> =>
    worker.ask({ kind: 'replay', input: { implementation, workload, faults, schedule, startAt, randomSeed } });
  const implementation = chosen ?? timeline.implementation;
  const outcome = await run(implementation);
  const ran = { name, timeline, implementation, outcome, told: toldLines(timeline, outcome) };
  // What the report tells is of its own implementation, not of one that the user chose.
  if (chosen !== undefined) return { ...ran, unexpected: [], missingLogs: [], complaints: [], comparison: null };
  return {
    ...ran,
    ...deviations(timeline, outcome),
    complaints: complaintsOf(timeline, ran.told),
    comparison:
      reference === undefined || implementation === reference
        ? null
        : { implementation: reference, outcome: await run(reference) },
  };
}

function deviations(
  { violates, logs }: IssueTimeline,
  { violations, events }: ReplayOutcome,
): Pick<Reproduction, 'unexpected' | 'missingLogs'> {
  const broken = new Set(violations.map(({ property }) => property));
  const printed = events.filter(({ kind }) => kind === 'log').map(({ text }) => text);
  return {
    unexpected: difference(broken, new Set(violates)),
    missingLogs: logs.filter((log) => !printed.some((line) => line.includes(log))),
  };
}

function difference(a: ReadonlySet<string>, b: ReadonlySet<string>): string[] {
  return [...[...a].filter((name) => !b.has(name)), ...[...b].filter((name) => !a.has(name))];
}

function codeOf(reproduction: Reproduction, isChosen: boolean): number {
  if (isChosen) {
    if (reproduction.outcome.violations.length > 0) return EXIT_VIOLATED;
    // It may have gone another way, where nothing was to be met.
    return reproduction.outcome.missed.length > 0 ? EXIT_UNKNOWN : EXIT_HOLDS;
  }
  const { unexpected, missingLogs, complaints } = reproduction;
  if (unexpected.length + missingLogs.length + complaints.length > 0) return EXIT_UNKNOWN;
  return (reproduction.comparison?.outcome.violations.length ?? 0) > 0 ? EXIT_VIOLATED : EXIT_HOLDS;
}
