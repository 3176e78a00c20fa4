import { callApi, fetchToken, type MakeClient } from './client.ts';
import { CountedCredentials } from './counted-credentials.ts';

/** The fix of cause 4 as printed: fetch the new token, deprecate the old one, wait until nobody uses that, replace it. */
export const waitUnused: MakeClient = waitingClient({ queues: false });

/** The same, and requests that come meanwhile wait for the new token. */
export const waitUnusedAndQueue: MakeClient = waitingClient({ queues: true });

function waitingClient({ queues }: { queues: boolean }): MakeClient {
  return (settings, initial) => {
    let current = new CountedCredentials(initial);
    /** The latest refresh while it is going on. */
    let refreshing: Promise<void> | null = null;

    async function replace(): Promise<void> {
      const next = new CountedCredentials(await fetchToken(settings));
      const old = current;
      old.isDeprecated = true;
      await old.unused();
      current = next;
      settings.onEvent('token replaced');
      settings.log('Credentials refreshed successfully');
    }

    async function queued(): Promise<void> {
      while (refreshing !== null) {
        settings.log('Auto-refresh in progress, request queued');
        // A refresh that fails leaves the old token, which may still be good.
        await refreshing.catch(() => {});
      }
    }

    return {
      get token() {
        return current.token;
      },
      async request(id) {
        if (queues) await queued();
        return current.use((token) => callApi(settings, token, id));
      },
      async refresh() {
        const mine = replace();
        refreshing = mine;
        try {
          await mine;
        } finally {
          if (refreshing === mine) refreshing = null;
        }
      },
    };
  };
}
