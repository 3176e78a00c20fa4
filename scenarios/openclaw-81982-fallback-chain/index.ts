// `raceline/scenarios/openclaw-81982-fallback-chain`: the scenario, and what a policy of one's own is made of.
export { type Candidates, candidatesFor, listedCandidates } from '../../src/fallback-chain/candidates.ts';
export type { EmbeddedRun } from '../../src/fallback-chain/embedded-run.ts';
export type { FallbackPolicy, GatewayState } from '../../src/fallback-chain/gateway.ts';
export { type AgentModels, configuredChain, type GatewayConfig } from '../../src/fallback-chain/gateway-config.ts';
export { fullEntry, handOver, plainEntry } from '../../src/fallback-chain/handover.ts';
export { liveCandidates } from '../../src/fallback-chain/live-candidates.ts';
export type { ModelRuntime } from '../../src/fallback-chain/model-runtime.ts';
export type { ModelPin, SessionEntry, SessionStore } from '../../src/fallback-chain/session-store.ts';
export { scenario } from './scenario.ts';
