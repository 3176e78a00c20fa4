import { exploringOptions, proofSteps } from '../options/exploring-options.ts';
import { flag, text } from '../options/option-kinds.ts';
import { type Command, defineCommand } from './command.ts';

/** Executions of each implementation unless the user says otherwise. */
const SCHEDULES = 2_000;
/** Steps that exploring one workload exhaustively may take: a quarter of a second. */
const PROOF_STEPS = 5_000;

export const compareCommand: Command = defineCommand({
  command: 'compare [scenario]',
  describe: 'every implementation side by side',
  options: {
    ...exploringOptions('compare', {
      strategy: 'basic-pos',
      schedules: `executions of each implementation (default ${SCHEDULES})`,
    }),
    scenario: text().optional().describe('name, or path of a scenario module'),
    all: flag('every scenario of this package'),
    implementations: text().optional().describe('a,b: these two, and where their behaviour parts'),
    ablation: flag('the reference minus one change at a time'),
    timelines: flag('print every timeline'),
    prove: proofSteps()
      .default(PROOF_STEPS)
      .describe('steps that exploring one example exhaustively may take; 0: none is'),
  },
  run: async (args) => {
    const { compareScenarios } = await import('../comparison/compare-scenarios.ts');
    return compareScenarios({ ...args, schedules: args.schedules ?? SCHEDULES });
  },
});
