import { type Candidates, candidatesFor } from './candidates.ts';
import type { EmbeddedRun } from './embedded-run.ts';
import type { GatewayState } from './gateway.ts';
import { configuredChain } from './gateway-config.ts';

/** Looks the agent's models and the session's pin up again at every decision. */
export async function liveCandidates(run: EmbeddedRun, gateway: GatewayState): Promise<Candidates> {
  const lookUp = async (): Promise<readonly string[]> => {
    const { pin } = await gateway.sessions.read(run.session);
    return candidatesFor(configuredChain(gateway.runtime.modelsOf(run.agent)), pin);
  };
  const { primary } = gateway.runtime.modelsOf(run.agent);
  const [requested] = await lookUp();
  return {
    requested: requested ?? primary,
    primary,
    next: async (_failed, tried) => (await lookUp()).find((model) => !tried.has(model)),
  };
}
