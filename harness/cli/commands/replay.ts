import { hang } from '../options/common-options.ts';
import { text, wholeNumber } from '../options/option-kinds.ts';
import { reportOptions } from '../options/report-options.ts';
import { type Command, defineCommand } from './command.ts';

export const replayCommand: Command = defineCommand({
  command: 'replay <file>',
  describe: 'run one recorded execution again',
  options: {
    ...reportOptions('replay'),
    hang,
    file: text().describe('replay file, as explore and compare write them'),
    times: wholeNumber(1).default(1).describe('how often, to see that each time is the same').meta({ example: '100' }),
    implementation: text().optional().describe('run the schedule against another one').meta({ alias: 'i' }),
  },
  run: async (args) => (await import('../replaying/replay-recording.ts')).replayRecording(args),
});
