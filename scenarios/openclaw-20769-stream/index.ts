// `raceline/scenarios/openclaw-20769-stream`: the scenario, and what a provider manager of one's own is made of.
export type { Chunk } from '../../src/provider-stream/answer.ts';
export {
  type MakeManager,
  type ProviderManager,
  type StreamLease,
  uncounted,
} from '../../src/provider-stream/manager.ts';
export { connectProvider, Provider, type ProviderConfig } from '../../src/provider-stream/provider.ts';
export { scenario } from './scenario.ts';
