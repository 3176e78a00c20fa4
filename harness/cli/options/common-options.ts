import * as z from 'zod';
import { flag, seconds, text } from './option-kinds.ts';

// Options that several commands have.

/** s: far above the slowest honest step, far below a CI job's own timeout. */
export const HANG_SECONDS = 5;

export const hang: z.ZodType<number> = seconds()
  .default(HANG_SECONDS)
  .describe('seconds after which a step never returns');

export const out: z.ZodType<string> = text().default('reports/out').describe('folder for replay files');

export const disk: z.ZodType<'simulated' | 'real'> = z
  .enum(['simulated', 'real'], 'it takes simulated or real')
  .default('simulated')
  .describe('real: files also in a temporary folder, by real system calls; what differs there is named, and unknown');

export const json: z.ZodType<boolean> = flag('print JSON');
