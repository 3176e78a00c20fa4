import { AuthenticationError, callApi, fetchToken, type MakeClient } from './client.ts';
import { TokenSlot } from './token-slot.ts';

/**
 * An answer that is not waited for is a token lost, and asking again revokes it: a token server that is slow and well must not be
 * given up. One that hangs holds everybody up for so long.
 */
const TOKEN_TIMEOUT_MS = 12_000;
/** Of a rotation with all its tries: a refresh that cannot end well ends. */
const ROTATION_MS_MAX = 25_000;
const TOKEN_TRIES_MAX = 5;
/** Rotations that one request may run into before its 401 is believed. */
const REQUEST_TRIES_MAX = 6;

/** What the reference consists of; leaving one out shows what it is for. */
interface ReferenceParts {
  /** One rotation at a time: whoever wants one joins it. */
  readonly sharesRotation: boolean;
  /** Requests that come during a rotation wait for it. */
  readonly queuesRequests: boolean;
  /** A refused request tries again with the token of now. */
  readonly retriesRequests: boolean;
  /** A token whose answer was lost is asked for again. */
  readonly retriesTokens: boolean;
  /** An answer of the token server is waited for only so long. */
  readonly limitsWait: boolean;
}

/**
 * One rotation at a time, shared by all who want one. Requests that come meanwhile wait for it; a request that is refused
 * tries again with the token of now, and asks for a rotation only if it carried that one. The price: a refused request
 * is sent twice, so requests must be safe to repeat, and all of them wait out a slow token server.
 */
function makeReference(parts: ReferenceParts): MakeClient {
  return (settings, initial) => {
    const slot = new TokenSlot(settings, initial);
    let rotation: Promise<void> | null = null;

    async function rotate(): Promise<void> {
      const giveUpAt = Date.now() + ROTATION_MS_MAX;
      for (let tries = 1; ; tries++) {
        const timeoutMs = Math.min(TOKEN_TIMEOUT_MS, giveUpAt - Date.now());
        try {
          return slot.replace(await fetchToken(settings, parts.limitsWait ? { timeoutMs } : {}));
        } catch (error) {
          if (!parts.retriesTokens || tries === TOKEN_TRIES_MAX || Date.now() >= giveUpAt) throw error;
        }
      }
    }

    function refresh(): Promise<void> {
      if (parts.sharesRotation && rotation !== null) return rotation;
      const mine = rotate().finally(() => {
        if (rotation === mine) rotation = null;
      });
      rotation = mine;
      return mine;
    }

    async function queued(): Promise<void> {
      while (rotation !== null) {
        settings.log('Auto-refresh in progress, request queued');
        await rotation.catch(() => {});
      }
    }

    return {
      get token() {
        return slot.token;
      },
      async request(id) {
        for (let tries = 1; ; tries++) {
          if (parts.queuesRequests) await queued();
          const used = slot.token;
          try {
            return await callApi(settings, used, id);
          } catch (error) {
            const isRefused = error instanceof AuthenticationError;
            if (!isRefused || !parts.retriesRequests || tries === REQUEST_TRIES_MAX) throw error;
            if (used === slot.token) await refresh();
          }
        }
      },
      refresh,
    };
  };
}

const ALL: ReferenceParts = {
  sharesRotation: true,
  queuesRequests: true,
  retriesRequests: true,
  retriesTokens: true,
  limitsWait: true,
};

export const reference: MakeClient = makeReference(ALL);

/** The reference minus one part each. */
export const ABLATIONS: Readonly<Record<string, MakeClient>> = {
  'reference-without-shared-rotation': makeReference({ ...ALL, sharesRotation: false }),
  'reference-without-queue': makeReference({ ...ALL, queuesRequests: false }),
  'reference-without-retries': makeReference({ ...ALL, retriesRequests: false }),
  'reference-without-token-retries': makeReference({ ...ALL, retriesTokens: false }),
  'reference-without-timeout': makeReference({ ...ALL, limitsWait: false }),
};
