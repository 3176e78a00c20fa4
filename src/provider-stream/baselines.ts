import type { Chunk } from './answer.ts';
import { type MakeManager, uncounted } from './manager.ts';
import { connectProvider, Provider } from './provider.ts';

/** Ends every stream at once, empty. */
class EmptyProvider extends Provider {
  override async chunk(): Promise<Chunk> {
    return { model: this.config.model, text: '', isLast: true };
  }
}

/** Says yes to everything, and does nothing. */
const doNothing: MakeManager = (initial) => {
  const empty = new EmptyProvider(initial.config);
  return { current: initial, open: () => uncounted(() => empty), update: async () => {} };
};

/** Refuses everything: no stream is ever mixed. */
const refuseEverything: MakeManager = (current) => ({
  current,
  open() {
    throw new Error('no streams are accepted');
  },
  async update() {
    throw new Error('no updates are accepted');
  },
});

/** Lets streams in, and ends them with an error when the provider changes under them. */
const abortEverything: MakeManager = (initial) => {
  let current = initial;
  return {
    get current() {
      return current;
    },
    open() {
      const mine = current;
      return uncounted(() => {
        if (mine !== current) throw new Error('the provider was changed');
        return mine;
      });
    },
    async update(config) {
      current = await connectProvider(config);
    },
  };
};

/** What is no fix: a property that asks for the work is what tells them from one. */
export const BASELINES: Readonly<Record<string, MakeManager>> = {
  'do-nothing': doNothing,
  'refuse-everything': refuseEverything,
  'abort-everything': abortEverything,
};
