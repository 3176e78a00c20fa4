import * as z from 'zod';
import { hang, out } from '../options/common-options.ts';
import { reportOptions } from '../options/report-options.ts';
import { type Command, defineCommand } from './command.ts';

export const mergeCommand: Command = defineCommand({
  command: 'merge <files..>',
  describe: 'the report of a whole exploration from the checkpoints of its shards',
  options: {
    ...reportOptions('explore'),
    hang,
    files: z.array(z.coerce.string()).describe('what explore --shard i/n --checkpoint FILE wrote, for each i'),
    out,
  },
  run: async (args) => (await import('../exploration/merge-shards.ts')).mergeShards(args),
});
