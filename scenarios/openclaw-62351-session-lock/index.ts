// `raceline/scenarios/openclaw-62351-session-lock`: the scenario, and what a gateway of one's own is made of.
export type { Candidate, CandidateName } from '../../src/session-lock/candidates.ts';
export { deliverWithFailover } from '../../src/session-lock/deliver-with-failover.ts';
export type { AttemptFailure, GatewayEvent } from '../../src/session-lock/events.ts';
export type { Message, SessionGateway, Turn } from '../../src/session-lock/gateway.ts';
export type { MakeGateway } from '../../src/session-lock/implementations.ts';
export type { HeldLock, SessionLocks } from '../../src/session-lock/lock.ts';
export { callModel } from '../../src/session-lock/model-call.ts';
export { pidFileLock } from '../../src/session-lock/pid-file-lock.ts';
export { rotateCandidates } from '../../src/session-lock/rotate-candidates.ts';
export {
  type FailoverReason,
  type RotationInput,
  type RotationPolicy,
  rotateOnTimeout,
} from '../../src/session-lock/rotation-policy.ts';
export { type GatewaySettings, sessionPath } from '../../src/session-lock/settings.ts';
export { type Entry, readTranscript, saveTranscript } from '../../src/session-lock/transcript.ts';
export { answered } from '../../src/session-lock/turn-entries.ts';
export { type LockUse, withSessionLock } from '../../src/session-lock/with-session-lock.ts';
export { scenario } from './scenario.ts';
