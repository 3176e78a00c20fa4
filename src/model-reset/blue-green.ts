import { loadModelConfig } from './load-models.ts';
import { MapRegistry } from './map-registry.ts';
import { createModels } from './model.ts';
import { RegistryGateway } from './registry-gateway.ts';
import { noLock, reloadLock, type TakeTurn } from './reload-lock.ts';
import type { GatewaySettings } from './settings.ts';

/** Workaround 3: a new registry is built beside the old one and put in its place by one assignment. */
abstract class BlueGreen extends RegistryGateway {
  protected override registry: MapRegistry;
  protected readonly takeTurn: TakeTurn;

  constructor(settings: GatewaySettings, takeTurn: TakeTurn) {
    super(settings);
    this.registry = new MapRegistry(createModels(settings.initial));
    this.takeTurn = takeTurn;
  }

  override reload(by: string): Promise<void> {
    return this.takeTurn(by, async () => {
      const config = await loadModelConfig(this.settings, by);
      this.registry = new MapRegistry(createModels(config));
      this.changed();
    });
  }
}

/** Requests look their model up when they call it, in the registry of that moment. */
export class BlueGreenLateLookup extends BlueGreen {
  constructor(settings: GatewaySettings, takeTurn: TakeTurn = noLock) {
    super(settings, takeTurn);
  }
}

/** Requests keep the model object that they were accepted with. */
export class BlueGreenPinned extends BlueGreen {
  protected override readonly lookup = 'when-accepted';

  constructor(settings: GatewaySettings, takeTurn: TakeTurn = noLock) {
    super(settings, takeTurn);
  }
}

export class BlueGreenLateLookupAndLock extends BlueGreenLateLookup {
  constructor(settings: GatewaySettings) {
    super(settings, reloadLock(settings));
  }
}

export class BlueGreenPinnedAndLock extends BlueGreenPinned {
  constructor(settings: GatewaySettings) {
    super(settings, reloadLock(settings));
  }
}
