import type { MakeManager } from './manager.ts';
import { OpenStreams } from './open-streams.ts';
import { connectProvider } from './provider.ts';

/** The fix of cause 3, where a stream counts as open from its first chunk on: before that it holds nothing of the provider's. */
export const waitLateRegistration: MakeManager = (initial) => {
  let current = initial;
  const open = new OpenStreams();
  return {
    open() {
      let end: (() => void) | undefined;
      let chunks = 0;
      return {
        provider() {
          if (chunks++ > 0) end ??= open.add();
          return current;
        },
        close: () => end?.(),
      };
    },
    async update(config) {
      const those = open.untilThoseEnd();
      const next = await connectProvider(config);
      await those;
      current = next;
    },
  };
};
