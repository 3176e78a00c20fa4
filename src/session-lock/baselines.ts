import type { MakeGateway } from './implementations.ts';
import { callModel } from './model-call.ts';
import { rotateCandidates } from './rotate-candidates.ts';
import { rotateOnTimeout } from './rotation-policy.ts';
import { append, deliverDirectly } from './run-without-hold.ts';
import { takeoverLock } from './takeover-lock.ts';
import { answered } from './turn-entries.ts';

// No fixes: what a judge must tell from one.

/** Says yes to everything. */
export const doNothing: MakeGateway = () => ({
  run: async () => ({ answer: '' }),
  deliver: async () => {},
});

/** Who never takes the lock never keeps anybody waiting. */
export const refuseEverything: MakeGateway = () => ({
  run: async () => {
    throw new Error('busy');
  },
  deliver: async () => {
    throw new Error('busy');
  },
});

/** Nobody waits for a run: a message of its session ends it. */
export const abortEverything: MakeGateway = (settings) => {
  const parts = { policy: rotateOnTimeout, locks: takeoverLock };
  const runs = new Map<string, AbortController>();
  return {
    run: async (turn) => {
      const { session, id } = turn;
      const abort = new AbortController();
      const { signal } = abort;
      runs.set(session, abort);
      const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      const attempts = rotateCandidates({ settings, policy: parts.policy, session, by: id }, async (candidate) => {
        signal.throwIfAborted();
        return callModel(settings.apiUrl, candidate, turn, []);
      });
      const answer = await Promise.race([attempts, aborted]);
      await append(settings, parts, { session, by: id }, answered(turn, answer));
      return { answer };
    },
    deliver: async (message) => {
      runs.get(message.session)?.abort();
      await deliverDirectly(settings, parts, message);
    },
  };
};
