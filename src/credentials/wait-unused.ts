import { type Credentials, callApi, credentialsOf, fetchToken, type MakeClient } from './credentials.ts';

/** How often a refresh looks whether the old token is still in use, in ms. */
const LOOK_MS = 50;

/** The fix of cause 4 as printed: deprecate the old token, wait until nobody uses it, then replace it. */
export const waitUnused: MakeClient = (settings, initial) => {
  let current = credentialsOf(initial);
  return {
    get token() {
      return current.token;
    },
    async request(id) {
      const used = current;
      used.users++;
      try {
        return await callApi(settings, used.token, id);
      } finally {
        used.users--;
      }
    },
    async refresh() {
      const next = credentialsOf(await fetchToken(settings));
      const old = current;
      old.isDeprecated = true;
      await unused(old);
      current = next;
      settings.log('Credentials refreshed successfully');
    },
  };
};

/** The same, and requests that come meanwhile wait for the new token. */
export const waitUnusedAndQueue: MakeClient = (settings, initial) => {
  let current = credentialsOf(initial);
  let refreshing: Promise<void> = Promise.resolve();
  let isRefreshing = false;
  return {
    get token() {
      return current.token;
    },
    async request(id) {
      if (isRefreshing) {
        settings.log('Auto-refresh in progress, request queued');
        await refreshing;
      }
      const used = current;
      used.users++;
      try {
        return await callApi(settings, used.token, id);
      } finally {
        used.users--;
      }
    },
    refresh() {
      isRefreshing = true;
      refreshing = replace().finally(() => {
        isRefreshing = false;
      });
      return refreshing;
    },
  };

  async function replace(): Promise<void> {
    const next = credentialsOf(await fetchToken(settings));
    const old = current;
    old.isDeprecated = true;
    await unused(old);
    current = next;
    settings.log('Credentials refreshed successfully');
  }
};

async function unused(credentials: Credentials): Promise<void> {
  while (credentials.users > 0) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}
