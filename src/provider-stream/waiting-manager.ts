import type { MakeManager } from './manager.ts';
import { OpenStreams } from './open-streams.ts';
import { connectProvider } from './provider.ts';

/** What an update waits for: asked as it begins, and waited for once the new provider is connected. */
export type Wait = (open: OpenStreams) => () => Promise<void>;

/** The shape that the fix of cause 3 has: connect the new provider, keep the old one until its streams are over, replace it. */
export function waitingManager(wait: Wait, options: { pins?: boolean } = {}): MakeManager {
  return (initial) => {
    let current = initial;
    const open = new OpenStreams();
    return {
      open() {
        const pinned = current;
        const end = open.add();
        return { provider: () => (options.pins === true ? pinned : current), close: end };
      },
      async update(config) {
        const isFree = wait(open);
        const next = await connectProvider(config);
        await isFree();
        current = next;
      },
    };
  };
}
