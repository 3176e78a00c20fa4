import type { Paint } from './paint.ts';
import type { Reports } from './report.ts';

/** What a report is of: the command that made it. */
export type CommandName = keyof Reports;

/** What rendering depends on beside the report. */
export interface ReportContext {
  /** Of this package. */
  readonly version: string;
  /** Colours of where the text goes; none for a file. */
  readonly paint: Paint;
  /** Whether the user asked for all there is: `--timelines`, `--steps`, `list` of one scenario. */
  readonly isDetailed: boolean;
}

/**
 * A form of one command's report: from data to what a person or a tool reads. Pure: the same report and context give the
 * same bytes. Where a report grows (explore, compare, reproduce), text of the name `text` is printed as it comes: what is
 * rendered of a report so far must begin what is rendered of the whole.
 */
export interface Reporter<C extends CommandName> {
  /** As `--report NAME=FILE` gives it; once a command. */
  readonly name: string;
  /** Whom or what it is for, in a few words. */
  readonly says: string;
  render(report: Reports[C], context: ReportContext): string | Uint8Array;
}
