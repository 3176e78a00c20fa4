import { type MakeManager, uncounted } from './manager.ts';
import { connectProvider } from './provider.ts';

/** As reported: an update replaces the provider, and streams find out at their next chunk. */
export const replaceInPlace: MakeManager = (initial) => {
  let current = initial;
  return {
    get current() {
      return current;
    },
    open: () => uncounted(() => current),
    async update(config) {
      current = await connectProvider(config);
    },
  };
};
