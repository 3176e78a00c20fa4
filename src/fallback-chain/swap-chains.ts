import type { GatewayState } from './gateway.ts';
import { loadConfig } from './gateway-config.ts';

/** Puts the new config's models in the place of the old ones although runs are in progress; the restart is still to come. */
export async function swapChains(gateway: GatewayState): Promise<void> {
  const { agents } = await loadConfig(gateway.configPath);
  gateway.runtime.replaceModels(agents);
}
