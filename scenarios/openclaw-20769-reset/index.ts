// `raceline/scenarios/openclaw-20769-reset`: the scenario, and what a gateway of one's own is made of.
export type { GatewayEvent } from '../../src/model-reset/events.ts';
export {
  type ChatRequest,
  type Gateway,
  type MakeGateway,
  type ModelInfo,
  RequestRefusedError,
} from '../../src/model-reset/gateway.ts';
export { loadModelConfig } from '../../src/model-reset/load-models.ts';
export { MapRegistry } from '../../src/model-reset/map-registry.ts';
export type { MetricName, Metrics } from '../../src/model-reset/metrics.ts';
export { createModels, type Model, type ModelRegistry } from '../../src/model-reset/model.ts';
export type { ModelConfig, ModelEntry } from '../../src/model-reset/model-config.ts';
export type { Provider } from '../../src/model-reset/provider.ts';
export { type Accepted, RegistryGateway } from '../../src/model-reset/registry-gateway.ts';
export type { GatewaySettings, Log, LogLevel } from '../../src/model-reset/settings.ts';
export { scenario } from './scenario.ts';
