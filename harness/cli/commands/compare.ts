import { exploringOptions, proofSteps } from '../options/exploring-options.ts';
import { flag, text } from '../options/option-kinds.ts';
import { type Command, defineCommand } from './command.ts';

/** Executions of each implementation unless the user says otherwise. */
const SCHEDULES = 2_000;
/** At each value of a range. */
const SWEEP_SCHEDULES = 200;
/** Steps that exploring one workload exhaustively may take: a quarter of a second. */
const PROOF_STEPS = 2_000;

export const compareCommand: Command = defineCommand({
  command: 'compare [scenario]',
  describe: 'every implementation side by side',
  options: {
    ...exploringOptions('compare', {
      strategy: 'basic-pos',
      schedules: `executions of each implementation (default ${SCHEDULES}; with --sweep ${SWEEP_SCHEDULES} at each value)`,
    }),
    scenario: text().optional().describe('name, or path of a scenario module'),
    all: flag('every scenario of this package'),
    implementations: text().optional().describe('a,b: these two, and where their behaviour parts'),
    ablation: flag('the reference minus one change at a time'),
    sweep: text().optional().describe('the name of a range: at which of its values each one breaks'),
    timelines: flag('print every timeline'),
    prove: proofSteps()
      .default(PROOF_STEPS)
      .describe('steps that exploring one example exhaustively may take; 0: none is'),
  },
  run: async (args) => {
    const { sweep } = args;
    if (sweep !== undefined) {
      const { sweepRange } = await import('../comparison/sweep-range.ts');
      return sweepRange(sweep, { ...args, schedules: args.schedules ?? SWEEP_SCHEDULES });
    }
    const { compareScenarios } = await import('../comparison/compare-scenarios.ts');
    return compareScenarios({ ...args, schedules: args.schedules ?? SCHEDULES });
  },
});
