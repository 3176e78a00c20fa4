import { ArrayRegistry } from './array-registry.ts';
import { askCatalogue, loadModelConfig } from './load-models.ts';
import { createModel, createModels } from './model.ts';
import { RegistryGateway } from './registry-gateway.ts';
import type { GatewaySettings } from './settings.ts';

/** The reload in the steps of the report, on an array: clear it, load the config, append each model once it is described. */
export class ArrayItemByItem extends RegistryGateway {
  protected readonly registry: ArrayRegistry;

  constructor(settings: GatewaySettings) {
    super(settings);
    this.registry = new ArrayRegistry(createModels(settings.initial));
  }

  override async reload(by: string): Promise<void> {
    this.registry.clear();
    this.changed();
    const config = await loadModelConfig(this.settings, by);
    for (const entry of config.models) {
      await askCatalogue(this.settings, by, `/v1/models/${entry.upstreamModel}`);
      this.registry.append(createModel(entry, config.version));
      this.changed();
    }
  }
}
