import { twostage } from './lock-programs.ts';
import { reorder } from './memory-programs.ts';
import type { Program } from './program.ts';

/** The programs of the table with more threads than can be enumerated: their figures are not known. */
export const LARGE_PROGRAMS: readonly Omit<Program, 'figures'>[] = [reorder(10), reorder(20), twostage(19)];
