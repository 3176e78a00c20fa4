import { ConflictError } from './errors.ts';
import type { OpenRegistry } from './registry-file.ts';

const TRIES_MAX = 5;
const BACKOFF_MS_MAX = 100;

/** Workaround 4 as printed: five tries, each from a fresh read, with a random pause in between. */
export function retryOnConflict(open: OpenRegistry): OpenRegistry {
  return (options) => {
    const file = open(options);
    return {
      read: () => file.read(),
      async update(mutate) {
        for (let tries = 1; ; tries++) {
          try {
            await file.update(mutate);
            return;
          } catch (error) {
            if (!(error instanceof ConflictError) || tries === TRIES_MAX) throw error;
          }
          options.onEvent?.({ kind: 'retried' });
          await new Promise((resolve) => setTimeout(resolve, BACKOFF_MS_MAX * Math.random()));
        }
      },
    };
  };
}
