// The published surface; strategy.ts, oracle.ts, report.ts, test.ts, vitest.ts and register.ts are its other entries.
export type { ProcessOptions } from './engine/account.ts';
export type { ActorOptions, ActorState } from './engine/actor.ts';
export { ERROR_CODES, type ErrorCode, RacelineError } from './engine/errors.ts';
export type { Limits } from './engine/limits.ts';
export type { Actor } from './engine/operation.ts';
export type { SimProcess } from './engine/process.ts';
export { Random } from './engine/random.ts';
export type { Resource } from './engine/resource.ts';
export type { Schedule } from './engine/schedule.ts';
export { type ExplorationReport, type ExploreHooks, explore } from './explore/explore.ts';
export type { ExploreOptions } from './explore/explore-options.ts';
export { parseReplayFile, type ReplayFile } from './explore/replay-file.ts';
export { type DetailedExecution, type OnceOptions, runOnce } from './run/detailed-run.ts';
export type { Violation } from './run/judge.ts';
export type { TimelineEvent } from './run/recorder.ts';
export { type ReplayInput, type ReplayOutcome, replay } from './run/replay.ts';
export type { Cost } from './scenario/cost.ts';
export type { Env } from './scenario/env.ts';
export type { Evidence, Property, Undecided } from './scenario/property.ts';
export {
  defineScenario,
  type Example,
  type Implementation,
  type Scenario,
  type ScenarioSpec,
} from './scenario/scenario.ts';
export type { Counterexample, Verdict } from './scenario/verdict.ts';
export { accessesOf } from './tracking/accesses-of.ts';
export { tracked, trackedRecord } from './tracking/tracked.ts';
export type { CrashProfile } from './world/crash/profile.ts';
export type { DiskFault } from './world/disk/faults.ts';
export type { DiskChange } from './world/disk/log.ts';
export type { Disk } from './world/disk.ts';
export { mswUpstream } from './world/network/msw-upstream.ts';
export type { Network } from './world/network/network.ts';
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
export type { Upstream, UpstreamOptions } from './world/network/upstream.ts';
