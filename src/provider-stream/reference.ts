import { type MakeManager, uncounted } from './manager.ts';
import { connectProvider } from './provider.ts';

/** A provider that has not confirmed its model by then is given up, and the update with it: the one in use stays. */
const CONNECT_TIMEOUT_MS = 30_000;

/**
 * A stream keeps the provider that it began with, an update replaces the one for new streams as soon as it is connected,
 * and of two updates the one asked for last stays. The price: after an update was acknowledged, old streams go on with
 * the old model for as long as they last, a hung one for ever; a provider that takes longer than 30 s to connect is refused.
 */
export const reference: MakeManager = copyOnWrite({ timeoutMs: CONNECT_TIMEOUT_MS });

/** The reference, waiting for a new provider as long as that takes. */
export const referenceWithoutConnectTimeout: MakeManager = copyOnWrite({});

function copyOnWrite(limit: { readonly timeoutMs?: number }): MakeManager {
  return (initial) => {
    let current = initial;
    let asked = 0;
    let installed = 0;
    return {
      get current() {
        return current;
      },
      open() {
        const pinned = current;
        return uncounted(() => pinned);
      },
      async update(config) {
        const turn = ++asked;
        const next = await connectProvider(config, limit);
        if (turn < installed) return;
        installed = turn;
        current = next;
      },
    };
  };
}

/** The reference, changing the provider in use instead of putting another in its place. */
export const referenceWithoutCopyOnWrite: MakeManager = (current) => {
  let asked = 0;
  let installed = 0;
  return {
    current,
    open: () => uncounted(() => current),
    async update(config) {
      const turn = ++asked;
      await connectProvider(config, { timeoutMs: CONNECT_TIMEOUT_MS });
      if (turn < installed) return;
      installed = turn;
      current.config = config;
    },
  };
};
