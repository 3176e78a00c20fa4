// The published surface.
export type { ActorOptions } from './engine/actor.ts';
export { defaultOrder } from './engine/default-order.ts';
export { type ErrorCode, RacelineError } from './engine/errors.ts';
export { isFirstStarved } from './engine/fairness.ts';
export type { Actor, Operation } from './engine/operation.ts';
export type { SimProcess } from './engine/process.ts';
export { Random } from './engine/random.ts';
export type { Resource } from './engine/resource.ts';
export type { Departure, Schedule } from './engine/schedule.ts';
export type { Decision, Strategy } from './engine/strategy.ts';
export { ENGINE_VERSION } from './engine/version.ts';
export { type ExplorationReport, type ExploreHooks, explore } from './explore/explore.ts';
export type { ExploreOptions } from './explore/explore-options.ts';
export { formatReplayFile, parseReplayFile, type ReplayFile } from './explore/replay-file.ts';
export { type DetailedExecution, type OnceOptions, runOnce } from './run/detailed-run.ts';
export type { TimelineEvent } from './run/recorder.ts';
export { type ReplayInput, type ReplayOutcome, replay } from './run/replay.ts';
export type { Cost, CostFigure } from './scenario/cost.ts';
export type { Env } from './scenario/env.ts';
export type { Evidence, Property, Undecided } from './scenario/property.ts';
export {
  defineScenario,
  type Example,
  type Implementation,
  type Scenario,
  type ScenarioSpec,
} from './scenario/scenario.ts';
export type { Counterexample, Level, Verdict, VerdictKind } from './scenario/verdict.ts';
export { installSeams, restoreSeams } from './seams/install.ts';
export { defineStrategy, type StrategySpec } from './strategies/define-strategy.ts';
export { Exhaustive } from './strategies/exhaustive.ts';
export { randomWalk } from './strategies/random-walk.ts';
export { Replay } from './strategies/replay.ts';
export type {
  Guarantee,
  Sampled,
  StrategyDefinition,
  StrategyFacts,
  StrategySettings,
} from './strategies/strategy-definition.ts';
export { accessesOf, type NamedAccesses } from './tracking/accesses-of.ts';
export { tracked, trackedRecord } from './tracking/tracked.ts';
export type { CrashProfile, PowerLossContents } from './world/crash/profile.ts';
export { mswUpstream } from './world/network/msw-upstream.ts';
export {
  hang,
  json,
  type Reply,
  type RespondOptions,
  type RespondReply,
  rateLimited,
  reset,
  respond,
  type SpanMs,
  serverError,
  stream,
} from './world/network/reply.ts';
export type { Answer, Upstream, UpstreamContext, UpstreamOptions } from './world/network/upstream.ts';
