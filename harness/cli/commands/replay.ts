import * as z from 'zod';
import { NEAR_MAX } from '../../explore/replay-recording.ts';
import { disk, hang } from '../options/common-options.ts';
import { flag, text, wholeNumber } from '../options/option-kinds.ts';
import { reportOptions } from '../options/report-options.ts';
import { type Command, defineCommand } from './command.ts';

export const replayCommand: Command = defineCommand({
  command: 'replay <files..>',
  describe: 'run recorded executions again',
  options: {
    ...reportOptions('replay'),
    hang,
    disk,
    files: z.array(z.coerce.string()).describe('replay files, as explore and compare write them'),
    times: wholeNumber(1).default(1).describe('how often, to see that each time is the same').meta({ example: '100' }),
    search: wholeNumber(0)
      .default(NEAR_MAX)
      .describe('executions near a schedule that breaks nothing any more')
      .meta({ example: '5000' }),
    update: flag('write to the file what was found: the schedule that breaks it now, or that nothing near does'),
    implementation: text().optional().describe('run the schedules against another one').meta({ alias: 'i' }),
  },
  run: async (args) => (await import('../replaying/replay-recordings.ts')).replayRecordings(args),
});
