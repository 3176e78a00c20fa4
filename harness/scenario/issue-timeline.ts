import * as z from 'zod';
import { RacelineError } from '../engine/errors.ts';
import type { Schedule } from '../engine/schedule.ts';

/** One line of a report's account, in our words. */
export interface ReportedLine {
  /**
   * The report's time: of day, as fine as the report has it (`23:26`, `22:58:23`, `22:58:23.136`), or `+5 s` after its first line.
   * The run must play the line then. Anything else is a mark (`T0`); empty where there is none.
   */
  readonly at: string;
  readonly text: string;
  /**
   * What a line of the run says that plays this one, as `reproduce --steps` prints it: all of it or a part. The first such line
   * counts; where several lines of the report name the same text, the first, second and so on.
   */
  readonly playedBy?: string | undefined;
  /** Why nothing in the run plays it. A timeline of a user's own may have neither. */
  readonly notPlayed?: string | undefined;
}

/** A timeline that an issue report tells, as data that can be executed. */
export interface IssueTimeline {
  readonly title: string;
  /** Where the report is: a repository and issue number, not a copy of it. */
  readonly source: string;
  readonly scenario: string;
  readonly implementation: string;
  readonly workload: unknown;
  readonly faults: unknown;
  readonly schedule: Schedule;
  /** Decides what the execution draws; 1 unless it is given. */
  readonly randomSeed?: number | undefined;
  /** Wall-clock time at which the execution begins, ISO 8601. */
  readonly startAt: string;
  /** The report's clock: minutes east of UTC. */
  readonly utcOffsetMinutes: number;
  /** The report's own account, in its order: the run must play it in this one. */
  readonly reported: readonly ReportedLine[];
  /** Texts that the simulated run must print. */
  readonly logs: readonly string[];
  /** Properties that the run must break; empty for a healthy timeline. */
  readonly violates: readonly string[];
}

const reportedLine: z.ZodType<ReportedLine> = z
  .strictObject({ at: z.string(), text: z.string(), playedBy: z.string().optional(), notPlayed: z.string().optional() })
  .refine(({ playedBy, notPlayed }) => playedBy === undefined || notPlayed === undefined, {
    error: 'a line has playedBy or notPlayed, not both',
  });

const issueTimeline: z.ZodType<IssueTimeline> = z.strictObject({
  title: z.string(),
  source: z.string(),
  scenario: z.string(),
  implementation: z.string(),
  workload: z.json(),
  faults: z.json(),
  schedule: z.array(z.strictObject({ insteadOf: z.string(), run: z.string() })),
  randomSeed: z.int().optional(),
  startAt: z.iso.datetime({ offset: true }),
  utcOffsetMinutes: z.int(),
  reported: z.array(reportedLine),
  logs: z.array(z.string()),
  violates: z.array(z.string()),
});

export function parseIssueTimeline(text: string, name: string): IssueTimeline {
  try {
    return issueTimeline.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error).replaceAll('\n', ' ') : String(error);
    throw new RacelineError('ERR_BAD_SCENARIO_MODULE', {
      what: `${name} is not an issue timeline`,
      why,
      next: 'raceline explore --save-timeline writes one with all its fields.',
    });
  }
}
