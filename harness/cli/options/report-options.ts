import * as z from 'zod';
import { REPORTERS } from '../../../reports/catalogue.ts';
import type { CommandName } from '../../../reports/reporter.ts';
import { json } from './common-options.ts';

/** A report that is also to be written to a file. */
export interface ReportFile {
  /** Of a reporter of the command's. */
  readonly name: string;
  readonly file: string;
}

/** How and where a command's report is to go. */
export interface ReportArguments {
  readonly json: boolean;
  readonly report: readonly ReportFile[];
}

/** Options of every command that has a report. */
export function reportOptions(command: CommandName): { [K in keyof ReportArguments]: z.ZodType<ReportArguments[K]> } {
  const names = REPORTERS[command].map(({ name }) => name).join(', ');
  const reportFile = z.string().transform((given, context): ReportFile => {
    const [, name = '', file = ''] = /^([^=]+)=(.+)$/.exec(given) ?? [];
    if (REPORTERS[command].some((reporter) => reporter.name === name)) return { name, file };
    const message = name === '' ? 'it takes NAME=FILE' : `${command} has no report "${name}", it has ${names}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
  return {
    json,
    report: z
      .array(reportFile)
      .optional()
      .transform((files = []) => files)
      .meta({ description: `NAME=FILE: also write the report to a file, as ${names}`, example: 'json=report.json' }),
  };
}
