import { type FallbackPolicy, GatewayRestartError } from './gateway.ts';
import { reference } from './reference.ts';

// No fixes: what a judge must tell from one.

/** Whatever fails, there is nothing to fall back to. */
export const doNothing: FallbackPolicy = {
  async candidates(run, gateway) {
    const { requested, primary } = await reference.candidates(run, gateway);
    return { requested, primary, next: async () => undefined };
  },
};

/** A run that never asks a model never finds an empty chain. */
export const refuseEverything: FallbackPolicy = {
  async candidates() {
    throw new Error('busy');
  },
};

/** No config change meets a run: it ends them all. */
export const abortEverything: FallbackPolicy = {
  candidates: reference.candidates,
  async restartDeferred({ runs }) {
    for (const run of runs) run.abort.abort(new GatewayRestartError());
  },
};
