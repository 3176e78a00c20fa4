import { AuthenticationError, callApi, fetchToken, type MakeClient } from './credentials.ts';

/** A token is there within a second or two; a lost answer must not hold everybody up. */
const TOKEN_TIMEOUT_MS = 5_000;
const TOKEN_TRIES_MAX = 5;
/** Rotations that one request may run into before its 401 is believed. */
const REQUEST_TRIES_MAX = 6;

/** What the reference consists of; leaving one out shows what it is for. */
export interface ReferenceParts {
  /** One rotation at a time: whoever wants one joins it. */
  readonly isShared: boolean;
  /** A refused request tries again with the token of now. */
  readonly retriesRequests: boolean;
  /** A token whose answer was lost is asked for again. */
  readonly retriesTokens: boolean;
}

/**
 * One rotation at a time, shared by all who want one. Requests that come meanwhile wait for it; a request that is refused
 * tries again with the token of now, and asks for a rotation only if it carried that one. The price: a refused request
 * is sent twice, so requests must be safe to repeat, and all of them wait out a slow token server.
 */
export function makeReference(parts: ReferenceParts): MakeClient {
  return (settings, initial) => {
    let token = initial;
    let rotation: Promise<void> | null = null;

    async function rotate(): Promise<void> {
      for (let tries = 1; ; tries++) {
        try {
          token = await fetchToken(settings, TOKEN_TIMEOUT_MS);
          settings.log('Credentials refreshed successfully');
          return;
        } catch (error) {
          if (!parts.retriesTokens || tries === TOKEN_TRIES_MAX) throw error;
        }
      }
    }

    function refresh(): Promise<void> {
      if (!parts.isShared) return rotate();
      rotation ??= rotate().finally(() => {
        rotation = null;
      });
      return rotation;
    }

    async function settled(): Promise<void> {
      while (rotation !== null) {
        settings.log('Auto-refresh in progress, request queued');
        await rotation.catch(() => {});
      }
    }

    return {
      get token() {
        return token;
      },
      async request(id) {
        for (let tries = 1; ; tries++) {
          await settled();
          const used = token;
          try {
            return await callApi(settings, used, id);
          } catch (error) {
            const isRefused = error instanceof AuthenticationError;
            if (!isRefused || !parts.retriesRequests || tries === REQUEST_TRIES_MAX) throw error;
            if (used === token) await refresh();
          }
        }
      },
      refresh,
    };
  };
}

export const reference: MakeClient = makeReference({ isShared: true, retriesRequests: true, retriesTokens: true });
