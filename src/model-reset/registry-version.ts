import type { ModelInfo } from './gateway.ts';
import { createModel, createModels, infoOf, type Model, type ModelRegistry } from './model.ts';
import type { ModelConfig } from './model-config.ts';

/** The registry of one config version, with a count of the requests that run on it. */
export class RegistryVersion implements ModelRegistry {
  private readonly models: Map<string, Model> = new Map();
  private configVersion: number;
  private leases = 0;
  private isRetired = false;

  constructor(config: ModelConfig) {
    this.configVersion = config.version;
    for (const model of createModels(config)) this.models.set(model.id, model);
  }

  get version(): number {
    return this.configVersion;
  }

  get(id: string): Model | undefined {
    return this.models.get(id);
  }

  list(): readonly ModelInfo[] {
    return [...this.models.values()].map(infoOf);
  }

  lease(): void {
    this.leases++;
  }

  release(): void {
    this.leases--;
    this.closeIfUnused();
  }

  /** No further request will come: its providers are closed when the last one has ended. */
  retire(): void {
    this.isRetired = true;
    this.closeIfUnused();
  }

  close(): void {
    for (const { provider } of this.models.values()) provider.close();
  }

  /** Becomes this config where it is: providers of models that stay get the new settings. */
  update(config: ModelConfig): void {
    this.configVersion = config.version;
    const left = new Set(this.models.keys());
    for (const entry of config.models) {
      left.delete(entry.id);
      const model = this.models.get(entry.id);
      if (model === undefined) this.models.set(entry.id, createModel(entry, config.version));
      else model.provider.update(entry, config.version);
    }
    for (const id of left) this.models.delete(id);
  }

  private closeIfUnused(): void {
    if (this.isRetired && this.leases === 0) this.close();
  }
}
