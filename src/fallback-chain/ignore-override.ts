import { listedCandidates } from './candidates.ts';
import type { FallbackPolicy } from './gateway.ts';
import { configuredChain } from './gateway-config.ts';
import { handOver, plainEntry } from './handover.ts';

/** No pin can disable fallbacks any more: a run goes through the configured chain, whatever its session is held to. */
export const ignoreOverride: FallbackPolicy = {
  async candidates(run, gateway) {
    const models = structuredClone(gateway.runtime.modelsOf(run.agent));
    return listedCandidates(configuredChain(models), models.primary);
  },
  restartDeferred: (gateway) => handOver(gateway, plainEntry),
};
