import type { Decision } from './strategy.ts';

/** Operations of one actor, and operations issued after one that is still waiting, from which on that one is starved. */
const STARVED_MAX = 500;

/**
 * Whether the operation issued first (`enabled[0]`) has waited so long that it runs next. Fixed priorities are unfair: a
 * loop that polls gets a fresh priority at each turn and may keep the one with the lowest waiting to the end of time, as
 * no real scheduler would. Many actors with a few operations each poll nothing, however many they are together: somebody
 * who is last of a thousand is a schedule as real as any. Throws nothing.
 */
export function isFirstStarved({ enabled, count }: Decision): boolean {
  const oldest = enabled[0];
  const newest = enabled[count - 1];
  if (oldest === undefined || newest === undefined) return false;
  return newest.sequence - oldest.sequence > STARVED_MAX && newest.n > STARVED_MAX;
}
