// Entry of the package: strategies, for `runOnce` and for whoever writes one.
export { defaultOrder } from './engine/default-order.ts';
export { isFirstStarved } from './engine/fairness.ts';
export type { Operation } from './engine/operation.ts';
export { Random } from './engine/random.ts';
export type { Kind } from './engine/resource.ts';
export type { Decision, Strategy } from './engine/strategy.ts';
export { defineStrategy, type StrategySpec } from './strategies/define-strategy.ts';
export { randomWalk } from './strategies/random-walk.ts';
export type {
  Guarantee,
  Sampled,
  StrategyDefinition,
  StrategyFacts,
  StrategySettings,
} from './strategies/strategy-definition.ts';
