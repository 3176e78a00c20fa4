import { AuthenticationError, callApi, fetchToken, type MakeClient } from './client.ts';
import { TokenSlot } from './token-slot.ts';

/** What many clients do: a request that is refused fetches a new token for itself, and tries once more. */
export const refreshPer401: MakeClient = (settings, initial) => {
  const slot = new TokenSlot(settings, initial);
  const refresh = async (): Promise<void> => slot.replace(await fetchToken(settings));
  return {
    get token() {
      return slot.token;
    },
    async request(id) {
      try {
        return await callApi(settings, slot.token, id);
      } catch (error) {
        if (!(error instanceof AuthenticationError)) throw error;
        await refresh();
        return callApi(settings, slot.token, id);
      }
    },
    refresh,
  };
};
