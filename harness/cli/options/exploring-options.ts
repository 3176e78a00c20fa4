import type * as z from 'zod';
import type { CommandName } from '../../../reports/reporter.ts';
import { DEFAULT_LIMITS } from '../../engine/limits.ts';
import { STRATEGIES } from '../../strategies/catalogue.ts';
import { DEFAULT_DEPTH } from '../../strategies/strategy-definition.ts';
import { CHOICES_MAX } from '../workers/marks.ts';
import { disk, hang, out } from './common-options.ts';
import { flag, text, wholeNumber } from './option-kinds.ts';
import { type ReportArguments, reportOptions } from './report-options.ts';

/** What every command that explores is given. */
export interface ExploringArguments extends ReportArguments {
  readonly seed: number | undefined;
  /** Sampled executions. */
  readonly schedules: number | undefined;
  readonly strategy: string;
  readonly depth: number | undefined;
  readonly workers: number | undefined;
  /** In s. */
  readonly hang: number;
  readonly stepsMax: number | undefined;
  readonly checkDeterminism: boolean;
  readonly disk: 'simulated' | 'real';
  readonly out: string;
}

/** Executions of an exploration that only a time budget bounds, and the most that may be asked for. */
export const SCHEDULES_MAX = 1_000_000_000;
const WORKERS_MAX = 64;
const DEPTH_MAX = 100;
/** Steps that exploring one workload exhaustively may take. */
export const proofSteps = (): z.ZodNumber => wholeNumber(0, SCHEDULES_MAX);

/** Options of every command that explores. `schedules` says what they are of, and how many by default. */
export function exploringOptions(
  command: CommandName,
  { strategy, schedules }: { readonly strategy: string; readonly schedules: string },
): { [K in keyof ExploringArguments]: z.ZodType<ExploringArguments[K]> } {
  return {
    seed: wholeNumber(-(2 ** 31), 2 ** 32)
      .optional()
      .describe('decides everything; default: drawn, and printed'),
    schedules: wholeNumber(1, SCHEDULES_MAX).optional().describe(schedules),
    strategy: text().default(strategy).describe(describeStrategies()),
    depth: wholeNumber(1, DEPTH_MAX)
      .optional()
      .describe(`ordering constraints that a bug needs (default ${DEFAULT_DEPTH})`),
    workers: wholeNumber(1, WORKERS_MAX).optional().describe('worker threads; the findings do not depend on it'),
    hang,
    stepsMax: wholeNumber(1, CHOICES_MAX)
      .optional()
      .describe(`steps of one execution (default ${DEFAULT_LIMITS.stepsMax})`),
    checkDeterminism: flag('execute each schedule twice, to see that nothing else decides what happens'),
    disk,
    out,
    ...reportOptions(command),
  };
}

/** One line a strategy, below what the option means. */
function describeStrategies(): string {
  const lines = STRATEGIES.map(({ name, says, options }) => {
    const takes = options.map((option) => ` (takes --${option})`).join('');
    return `${name}: ${says}${takes}`;
  });
  return ['how to explore, a name of these or the path of a module that exports one:', ...lines].join('\n');
}
