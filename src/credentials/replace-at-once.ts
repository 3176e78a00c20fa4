import { callApi, fetchToken, type MakeClient } from './credentials.ts';

/** As reported: the new token takes the old one's place whoever is using that. */
export const replaceAtOnce: MakeClient = (settings, initial) => {
  let token = initial;
  return {
    get token() {
      return token;
    },
    request: (id) => callApi(settings, token, id),
    async refresh() {
      token = await fetchToken(settings);
      settings.log('Credentials refreshed successfully');
    },
  };
};
