import { hang } from '../options/common-options.ts';
import { flag, text } from '../options/option-kinds.ts';
import { reportOptions } from '../options/report-options.ts';
import { type Command, defineCommand } from './command.ts';

export const reproduceCommand: Command = defineCommand({
  command: 'reproduce [issue]',
  describe: "run an issue's own timeline",
  options: {
    ...reportOptions('reproduce'),
    hang,
    issue: text()
      .optional()
      .describe('name of the scenario or of the report, its number alone, or the path of a timeline of your own'),
    all: flag('every issue'),
    steps: flag('show every step, not only the log lines'),
    implementation: text().optional().describe('run the timeline against this one alone').meta({ alias: 'i' }),
  },
  run: async (args) => (await import('../replaying/reproduce-issues.ts')).reproduceIssues(args),
});
