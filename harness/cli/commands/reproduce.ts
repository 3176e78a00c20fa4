import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { paintFor } from '../../../reports/paint.ts';
import { reproduceText } from '../../../reports/reproduce-text.ts';
import { timelineLines } from '../../../reports/timeline-text.ts';
import { CATALOGUE } from '../../../scenarios/index.ts';
import { RacelineError } from '../../engine/errors.ts';
import type { ReplayOutcome } from '../../run/replay.ts';
import { type IssueTimeline, parseIssueTimeline } from '../../scenario/issue-timeline.ts';
import { EXIT_HOLDS, EXIT_UNKNOWN, EXIT_VIOLATED } from '../terminal/exit-codes.ts';
import { type CrewMember, WorkerCrew } from '../workers/worker-crew.ts';

export interface ReproduceArguments {
  readonly issue: string | undefined;
  readonly all: boolean;
  readonly implementation: string | undefined;
  readonly steps: boolean;
  readonly hang: number;
  readonly json: boolean;
}

/** The implementation that a timeline is run against beside the flawed one. */
const REFERENCE = 'reference';

export interface Reproduction {
  readonly name: string;
  readonly timeline: IssueTimeline;
  readonly implementation: string;
  readonly outcome: ReplayOutcome;
  /** Properties that were expected to break and did not, or the other way round. */
  readonly unexpected: readonly string[];
  /** Log lines of the report that the simulated run did not print. */
  readonly missingLogs: readonly string[];
  readonly comparison: { readonly implementation: string; readonly outcome: ReplayOutcome } | null;
}

/**
 * Runs issues' own timelines. Exit 0: each ran as the report tells it, and the reference holds on the same schedule.
 * Exit 1: with --implementation, that implementation breaks a property on it; without, the reference does.
 * Exit 2: a run did not show what the report tells.
 */
export async function reproduceCommand(args: ReproduceArguments): Promise<number> {
  const paint = paintFor(process.stdout.isTTY === true);
  const documents: object[] = [];
  let code = EXIT_HOLDS;
  for (const issue of chosenIssues(args)) {
    const crew = new WorkerCrew({ scenario: issue, hangMs: args.hang * 1000, workers: 1 });
    try {
      for (const [name, timeline] of timelinesOf(issue)) {
        const reproduction = await reproduceOne(crew.member(0), name, timeline, args.implementation);
        documents.push(toJson(reproduction));
        if (!args.json) process.stdout.write(reproduceText(reproduction, { steps: args.steps, paint }));
        code = Math.max(code, codeOf(reproduction, args.implementation !== undefined));
      }
    } finally {
      await crew.close();
    }
  }
  if (args.json) process.stdout.write(`${JSON.stringify(documents, null, 2)}\n`);
  return code;
}

async function reproduceOne(
  worker: CrewMember,
  name: string,
  timeline: IssueTimeline,
  chosen: string | undefined,
): Promise<Reproduction> {
  const implementation = chosen ?? timeline.implementation;
  const { workload, faults, schedule, startAt } = timeline;
  const run = (implementation: string): Promise<ReplayOutcome> =>
    worker.ask({ kind: 'replay', input: { implementation, workload, faults, schedule, startAt, randomSeed: 1 } });
  const outcome = await run(implementation);
  const broken = new Set(outcome.violations.map(({ property }) => property));
  const expected = chosen === undefined ? timeline.violates : [];
  const printed = outcome.events.filter(({ kind }) => kind === 'log').map(({ text }) => text);
  const logs = chosen === undefined ? timeline.logs : [];
  return {
    name,
    timeline,
    implementation,
    outcome,
    unexpected: chosen === undefined ? difference(broken, new Set(expected)) : [],
    missingLogs: logs.filter((log) => !printed.some((line) => line.includes(log))),
    comparison:
      chosen === undefined && implementation !== REFERENCE
        ? { implementation: REFERENCE, outcome: await run(REFERENCE) }
        : null,
  };
}

function difference(a: ReadonlySet<string>, b: ReadonlySet<string>): string[] {
  return [...[...a].filter((name) => !b.has(name)), ...[...b].filter((name) => !a.has(name))];
}

function codeOf(reproduction: Reproduction, isChosen: boolean): number {
  if (isChosen) return reproduction.outcome.violations.length > 0 ? EXIT_VIOLATED : EXIT_HOLDS;
  if (reproduction.unexpected.length > 0 || reproduction.missingLogs.length > 0) return EXIT_UNKNOWN;
  return (reproduction.comparison?.outcome.violations.length ?? 0) > 0 ? EXIT_VIOLATED : EXIT_HOLDS;
}

function chosenIssues(args: ReproduceArguments): string[] {
  const all = [...CATALOGUE].filter(([, { timelines }]) => existsSync(timelines)).map(([name]) => name);
  if (args.all) return all;
  // An issue may be named by its number, as people do.
  const found = all.filter((name) => args.issue !== undefined && isCalled(name, args.issue));
  if (found.length > 0) return found;
  throw new RacelineError('ERR_UNKNOWN_SCENARIO', {
    what: args.issue === undefined ? 'no issue was named' : `no issue is named "${args.issue}"`,
    why: `these have timelines: ${all.join(', ')}`,
    next: 'Name one of them, or pass --all.',
  });
}

/** By the scenario's name, by the report's (`openclaw-20769` has three scenarios), or by the number alone. */
function isCalled(name: string, issue: string): boolean {
  const names = [name, ...(CATALOGUE.get(name)?.reports ?? [])];
  return names.some((known) => known === issue || known.startsWith(`${issue}-`) || known.split('-').includes(issue));
}

function timelinesOf(issue: string): [string, IssueTimeline][] {
  const folder = CATALOGUE.get(issue)?.timelines;
  if (folder === undefined) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => [
      file.replace(/\.json$/, ''),
      parseIssueTimeline(readFileSync(new URL(file, folder), 'utf8'), file),
    ]);
}

function toJson(reproduction: Reproduction): object {
  const { name, timeline, implementation, outcome, unexpected, missingLogs, comparison } = reproduction;
  const run = (outcome: ReplayOutcome): object => ({
    violated: outcome.violations.map(({ property, evidence }) => ({ property, message: evidence.message })),
    followed: outcome.followed,
    missed: outcome.missed.length,
    traceHash: outcome.traceHash,
    timeline: timelineLines(outcome),
  });
  return {
    name,
    title: timeline.title,
    scenario: timeline.scenario,
    implementation,
    reported: timeline.reported,
    ...run(outcome),
    unexpected,
    missingLogs,
    comparison: comparison === null ? null : { implementation: comparison.implementation, ...run(comparison.outcome) },
  };
}
