import { callApi, fetchToken, type MakeClient } from './client.ts';
import { TokenSlot } from './token-slot.ts';

/** Says yes to everything, and does nothing. */
const doNothing: MakeClient = (_, token) => ({ token, request: async () => '', refresh: async () => {} });

/** Refuses everything: no request ever meets a revoked token. */
const refuseEverything: MakeClient = (_, token) => ({
  token,
  async request() {
    throw new Error('no requests are accepted');
  },
  async refresh() {
    throw new Error('no refreshes are accepted');
  },
});

/** Lets requests in, and ends those under way with an error when the token is about to change. */
const abortEverything: MakeClient = (settings, initial) => {
  const slot = new TokenSlot(settings, initial);
  const aborts = new Set<(reason: Error) => void>();
  return {
    get token() {
      return slot.token;
    },
    request(id) {
      return new Promise((resolve, reject) => {
        aborts.add(reject);
        callApi(settings, slot.token, id)
          .then(resolve, reject)
          .finally(() => aborts.delete(reject));
      });
    },
    async refresh() {
      for (const abort of aborts) abort(new Error('the credentials are being changed'));
      slot.replace(await fetchToken(settings));
    },
  };
};

/** What is no fix: a property that asks for the work is what tells them from one. */
export const BASELINES: Readonly<Record<string, MakeClient>> = {
  'do-nothing': doNothing,
  'refuse-everything': refuseEverything,
  'abort-everything': abortEverything,
};
