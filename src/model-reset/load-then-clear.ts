import { loadModelConfig } from './load-models.ts';
import { MapRegistry } from './map-registry.ts';
import { createModels } from './model.ts';
import { RegistryGateway } from './registry-gateway.ts';
import type { GatewaySettings } from './settings.ts';

/** The reload as reported: the config is loaded first, then the registry is cleared and filled in one go. */
export class LoadThenClear extends RegistryGateway {
  protected readonly registry: MapRegistry;

  constructor(settings: GatewaySettings) {
    super(settings);
    this.registry = new MapRegistry(createModels(settings.initial));
  }

  override async reload(by: string): Promise<void> {
    const config = await loadModelConfig(this.settings, by);
    this.registry.clear();
    this.registry.add(createModels(config));
    this.changed();
  }
}
