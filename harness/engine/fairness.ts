import type { Decision } from './strategy.ts';

/** Operations issued after one that is still waiting, from which on that one is starved. */
const STARVED_MAX = 500;

/**
 * Whether the operation issued first (`enabled[0]`) has waited so long that it runs next. Fixed priorities are unfair: a
 * loop that polls gets a fresh priority at each turn and may keep the one with the lowest waiting to the end of time, as
 * no real scheduler would. Ordinary executions are far shorter than this bound and never meet it. Throws nothing.
 */
export function isFirstStarved({ enabled, count }: Decision): boolean {
  const oldest = enabled[0];
  const newest = enabled[count - 1];
  return oldest !== undefined && newest !== undefined && newest.sequence - oldest.sequence > STARVED_MAX;
}
