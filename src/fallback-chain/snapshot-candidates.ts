import { type Candidates, candidatesFor, listedCandidates } from './candidates.ts';
import type { EmbeddedRun } from './embedded-run.ts';
import type { GatewayState } from './gateway.ts';
import { configuredChain } from './gateway-config.ts';

/** Copies the agent's models and the session's pin as the run begins; later changes do not reach the run. */
export async function snapshotCandidates(run: EmbeddedRun, gateway: GatewayState): Promise<Candidates> {
  const models = structuredClone(gateway.runtime.modelsOf(run.agent));
  const { pin } = await gateway.sessions.read(run.session);
  return listedCandidates(candidatesFor(configuredChain(models), pin), models.primary);
}
