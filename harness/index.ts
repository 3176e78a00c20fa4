// The published surface.
export type { Actor, ActorOptions, SimProcess } from './actor.ts';
export type { Cost, CostFigure } from './cost.ts';
export type { Env } from './env.ts';
export { type ErrorCode, RacelineError } from './errors.ts';
export { type ExplorationReport, type ExploreHooks, explore } from './explore/explore.ts';
export type { ExploreOptions } from './explore/plan.ts';
export type { TimelineEvent } from './explore/recorder.ts';
export { type ReplayInput, type ReplayOutcome, replay } from './explore/replay.ts';
export { type DetailedExecution, type OnceOptions, runOnce } from './explore/run-once.ts';
export type { Resource } from './operation.ts';
export type { Evidence, Property } from './property.ts';
export { formatReplayFile, parseReplayFile, type ReplayFile } from './replay-file.ts';
export { defineScenario, type Example, type Implementation, type Scenario, type ScenarioSpec } from './scenario.ts';
export type { Departure, Schedule } from './schedule.ts';
export { installSeams, restoreSeams } from './seams/install.ts';
export { defaultOrder } from './strategies/default-order.ts';
export { Exhaustive } from './strategies/exhaustive.ts';
export { randomWalk } from './strategies/random-walk.ts';
export { Replay } from './strategies/replay.ts';
export type { Decision, Strategy } from './strategies/strategy.ts';
export { accessesOf, type NamedAccesses } from './tracking/accesses-of.ts';
export { tracked, trackedRecord } from './tracking/tracked.ts';
export type { Counterexample, Level, Verdict, VerdictKind } from './verdict.ts';
export { ENGINE_VERSION } from './version.ts';
export type { CrashProfile, PowerLossContents } from './world/crash-profile.ts';
export { mswUpstream } from './world/msw-upstream.ts';
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
} from './world/reply.ts';
export type { Answer, Upstream, UpstreamContext, UpstreamOptions } from './world/upstream.ts';
