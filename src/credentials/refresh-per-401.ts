import { AuthenticationError, callApi, fetchToken, type MakeClient } from './credentials.ts';

/** What many clients do: a request that is refused fetches a new token for itself, and tries once more. */
export const refreshPer401: MakeClient = (settings, initial) => {
  let token = initial;
  async function refresh(): Promise<void> {
    token = await fetchToken(settings);
    settings.log('Credentials refreshed successfully');
  }
  return {
    get token() {
      return token;
    },
    async request(id) {
      try {
        return await callApi(settings, token, id);
      } catch (error) {
        if (!(error instanceof AuthenticationError)) throw error;
        await refresh();
        return callApi(settings, token, id);
      }
    },
    refresh,
  };
};
