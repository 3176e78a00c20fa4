import { timelineLines } from '../../../reports/timeline-text.ts';
import type { JobFindings } from '../../explore/job-findings.ts';
import type { Circumstances } from '../../explore/judge-findings.ts';
import { mergeFindings } from '../../explore/merge.ts';
import { ATTEMPTS_MAX } from '../../shrink/minimise.ts';
import { EXIT_UNKNOWN, exitCodeOf } from '../terminal/exit-codes.ts';
import { confirm } from '../workers/confirm.ts';
import { NeverYielded } from '../workers/watchdog.ts';
import type { WorkerCrew } from '../workers/worker-crew.ts';
import type { Conclusion, Replies, Request, ScenarioDescription, Target } from '../workers/worker-protocol.ts';
import { writeReplayFiles } from './replay-files.ts';

/** One implementation's exploration, ready to be printed. */
export interface Concluded {
  readonly conclusion: Conclusion;
  readonly timelines: ReadonlyMap<string, readonly string[]>;
  readonly replayFiles: ReadonlyMap<string, string>;
  readonly code: number;
}

export interface ConcludeInput {
  /** As the user gave it: a replay file must find the scenario again. */
  readonly scenario: string;
  readonly description: ScenarioDescription;
  readonly target: Target;
  readonly jobs: readonly JobFindings[];
  readonly context: Circumstances;
  /** Folder for replay files. */
  readonly out: string;
}

/**
 * From what jobs found to what is printed, the same way whoever made the jobs and in however many runs: verdicts,
 * minimised counterexamples, replay files.
 */
export async function concludeExploration(crew: WorkerCrew, input: ConcludeInput): Promise<Concluded> {
  const { scenario, description, target, context, out } = input;
  const findings = mergeFindings(input.jobs);
  const limits = { ...description.limits, ...target.options.limits };
  const found = await concludeSafely(crew, { kind: 'conclude', target, findings, context });
  const [conclusion] = (await confirm(crew, limits, [found])) as [Conclusion];
  const timelines = new Map<string, readonly string[]>();
  for (const [property, outcome] of conclusion.replays) timelines.set(property, timelineLines(outcome));
  const { report } = conclusion;
  return {
    conclusion,
    timelines,
    replayFiles: writeReplayFiles(out, { scenario, report, timelines, limits }),
    // What was asked for was not done, whatever was found.
    code: context.interruption?.kind === 'interrupt' ? EXIT_UNKNOWN : exitCodeOf(report.verdicts),
  };
}

/** Minimising executes new schedules, and one of those may never return: then the found ones are reported unshrunk. */
async function concludeSafely(
  crew: WorkerCrew,
  request: Omit<Request & { kind: 'conclude' }, 'attemptsMax'>,
): Promise<Replies['conclude']> {
  try {
    return await crew.member(0).ask({ ...request, attemptsMax: ATTEMPTS_MAX });
  } catch (error) {
    if (!(error instanceof NeverYielded)) throw error;
    return crew.member(0).ask({ ...request, attemptsMax: 0 });
  }
}
