import { DEFAULT_OPTIONS, DEFAULT_STRATEGY } from '../../explore/explore-options.ts';
import { exploringOptions, proofSteps } from '../options/exploring-options.ts';
import { flag, seconds, text } from '../options/option-kinds.ts';
import { shard } from '../options/shard-option.ts';
import { type Command, defineCommand } from './command.ts';

export const exploreCommand: Command = defineCommand({
  command: 'explore <scenario>',
  describe: 'look for violations',
  options: {
    ...exploringOptions('explore', {
      strategy: DEFAULT_STRATEGY,
      schedules: `sampled executions at most (default ${DEFAULT_OPTIONS.schedulesMax})`,
    }),
    scenario: text().describe('name, or path of a scenario module'),
    implementation: text().optional().describe('which one; default: each in turn').meta({ alias: 'i' }),
    prove: proofSteps()
      .optional()
      .describe('also explore each example and the smallest workloads exhaustively, each within this many steps'),
    bail: flag('end once nothing is left to decide: every declared property is broken, or none can hold any more'),
    saveTimeline: flag(
      'also write each counterexample as the timeline of an issue, for reproduce, to the folder of replay files',
    ),
    time: seconds().optional().describe('seconds at most'),
    shard,
    checkpoint: text().optional().describe('file to which findings are written as they come'),
    resume: text()
      .optional()
      .describe('checkpoint to go on from, and with; with --checkpoint of the same file it need not be there yet'),
  },
  run: async (args) => (await import('../exploration/explore-scenario.ts')).exploreScenario(args),
});
