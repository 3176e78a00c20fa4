import { candidatesFor } from './candidates.ts';
import type { FallbackPolicy } from './gateway.ts';
import { configuredChain } from './gateway-config.ts';
import { handOver, plainEntry } from './handover.ts';

/** A run remembers the models that it began with: the config's own object, which a reload empties like any other. */
export const aliasSnapshot: FallbackPolicy = {
  async candidates(run, gateway) {
    const models = gateway.runtime.modelsOf(run.agent);
    const { primary } = models;
    const { pin } = await gateway.sessions.read(run.session);
    const list = (): readonly string[] => candidatesFor(configuredChain(models), pin);
    return {
      requested: list()[0] ?? primary,
      primary,
      next: async (_failed, tried) => list().find((model) => !tried.has(model)),
    };
  },
  async restartDeferred(gateway) {
    gateway.runtime.clearFallbacks();
    await handOver(gateway, plainEntry);
  },
};
