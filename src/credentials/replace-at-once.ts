import { callApi, fetchToken, type MakeClient } from './client.ts';
import { TokenSlot } from './token-slot.ts';

/** As reported: the new token takes the old one's place whoever is using that. */
export const replaceAtOnce: MakeClient = (settings, initial) => {
  const slot = new TokenSlot(settings, initial);
  return {
    get token() {
      return slot.token;
    },
    request: (id) => callApi(settings, slot.token, id),
    refresh: async () => slot.replace(await fetchToken(settings)),
  };
};
