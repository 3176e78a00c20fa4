import type { MakeManager } from './manager.ts';
import { OpenStreams } from './open-streams.ts';
import { connectProvider } from './provider.ts';

/** What an update waits for: asked as it begins, and waited for once the new provider is connected. */
export type Wait = (open: OpenStreams) => () => Promise<void>;

export interface WaitingOptions {
  /** A stream counts as open from its first chunk on: before that it holds nothing of the provider's. */
  readonly countsLate?: boolean;
  /** A stream keeps the provider that it began with. */
  readonly pins?: boolean;
}

/** The shape that the fix of cause 3 has: connect the new provider, keep the old one until its streams are over, replace it. */
export function waitingManager(wait: Wait, { countsLate = false, pins = false }: WaitingOptions = {}): MakeManager {
  return (initial) => {
    let current = initial;
    const open = new OpenStreams();
    return {
      get current() {
        return current;
      },
      open() {
        const pinned = current;
        let end = countsLate ? undefined : open.add();
        return {
          provider: () => (pins ? pinned : current),
          began() {
            end ??= open.add();
          },
          close: () => end?.(),
        };
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
