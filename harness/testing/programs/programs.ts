import { GATEWAY_PROGRAMS } from './gateway-programs.ts';
import { LOCK_PROGRAMS } from './lock-programs.ts';
import { MEMORY_PROGRAMS } from './memory-programs.ts';
import type { Program } from './program.ts';

/** The thirteen small buggy programs with their exact figures. */
export const PROGRAMS: readonly Program[] = [...MEMORY_PROGRAMS, ...LOCK_PROGRAMS, ...GATEWAY_PROGRAMS];
