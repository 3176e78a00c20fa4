import { loadModelConfig } from './load-models.ts';
import { MapRegistry } from './map-registry.ts';
import { createModels } from './model.ts';
import { RegistryGateway } from './registry-gateway.ts';
import type { GatewaySettings } from './settings.ts';

/** The reset as reported: the registry is cleared, then the config is loaded into it. */
export class ClearThenLoad extends RegistryGateway {
  protected readonly registry: MapRegistry;

  constructor(settings: GatewaySettings) {
    super(settings);
    this.registry = new MapRegistry(createModels(settings.initial));
  }

  override async reload(by: string): Promise<void> {
    this.clearModels();
    await this.loadModels(by);
  }

  protected clearModels(): void {
    this.registry.clear();
    this.settings.log('info', 'model registry cleared');
    this.changed();
  }

  protected async loadModels(by: string): Promise<void> {
    const config = await loadModelConfig(this.settings, by);
    this.registry.add(createModels(config));
    this.settings.log('info', `models of config version ${config.version} loaded`);
    this.changed();
  }
}
