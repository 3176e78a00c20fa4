import type { ModelInfo } from './gateway.ts';
import type { ModelConfig, ModelEntry } from './model-config.ts';
import { Provider } from './provider.ts';

/** A registered model. */
export interface Model {
  readonly id: string;
  readonly provider: Provider;
}

/** Something that models are looked up in. */
export interface ModelRegistry {
  get(id: string): Model | undefined;
  list(): readonly ModelInfo[];
}

export function createModel(entry: ModelEntry, version: number): Model {
  return { id: entry.id, provider: new Provider(entry, version) };
}

/** The models of a config, each with a provider of its own. */
export function createModels(config: ModelConfig): Model[] {
  return config.models.map((entry) => createModel(entry, config.version));
}

export function infoOf({ id, provider }: Model): ModelInfo {
  return { id, version: provider.version, upstreamModel: provider.upstreamModel };
}
