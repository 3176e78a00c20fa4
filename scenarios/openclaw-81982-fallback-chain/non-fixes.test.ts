import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { foundIn } from '../../harness/testing/violated-of.ts';
import { type FallbackPolicy, GatewayRestartError } from '../../src/fallback-chain/gateway.ts';
import { ModelCallError } from '../../src/fallback-chain/model-client.ts';
import { FailoverError } from '../../src/fallback-chain/model-fallback.ts';
import { reference } from '../../src/fallback-chain/reference.ts';
import { scenario } from './scenario.ts';

// What a judge of chains alone takes for a fix: each is the reference with one liberty taken.

const NON_FIXES: Readonly<Record<string, { policy: FallbackPolicy; breaks: readonly string[] }>> = {
  'says of a restart that never was that it cut the run off': {
    policy: {
      ...reference,
      candidates: async () => {
        throw new GatewayRestartError();
      },
    },
    breaks: ['auto-pin-keeps-fallbacks', 'run-is-answered'],
  },
  'aborts runs for a config change, and calls it all models’ failure': {
    policy: {
      ...reference,
      restartDeferred: async ({ runs }) => {
        const cause = new ModelCallError('any', 'unknown', 'the config has changed');
        for (const run of runs) run.abort.abort(new FailoverError([], cause));
      },
    },
    breaks: ['auto-pin-keeps-fallbacks', 'run-is-answered'],
  },
  'thinks about each next model for a minute': {
    policy: {
      ...reference,
      candidates: async (run, gateway) => {
        const candidates = await reference.candidates(run, gateway);
        return {
          ...candidates,
          next: async (failed, tried) => {
            await sleep(60_000);
            return candidates.next(failed, tried);
          },
        };
      },
    },
    breaks: ['run-is-finished'],
  },
  'forgets a session’s pin when a restart has to wait': {
    policy: {
      ...reference,
      restartDeferred: async ({ runs, sessions }) => {
        for (const { session } of runs) await sessions.update(session, ({ sessionId }) => ({ sessionId }));
      },
    },
    breaks: ['attempts-follow-start-chain', 'user-pin-strict', 'session-pin-kept'],
  },
};

for (const [what, { policy, breaks }] of Object.entries(NON_FIXES)) {
  test(`who ${what} breaks exactly: ${breaks.join(', ')}`, async () => {
    const explored = { ...scenario, implementations: { it: { says: what, subject: policy } } };
    const found = await foundIn(explored, 'it', breaks, { schedulesMax: 400, strategy: 'basic-pos' });
    expect(found.violated).toEqual(breaks);
  });
}
