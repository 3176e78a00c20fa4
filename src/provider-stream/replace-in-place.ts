import type { MakeManager } from './manager.ts';
import { connectProvider } from './provider.ts';

/** As reported: an update replaces the provider, and streams find out at their next chunk. */
export const replaceInPlace: MakeManager = (initial) => {
  let current = initial;
  return {
    open: () => ({ provider: () => current, close: () => {} }),
    async update(config) {
      current = await connectProvider(config);
    },
  };
};
