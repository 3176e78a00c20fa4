import { AsyncResource } from 'node:async_hooks';
import AsyncLock from 'async-lock';
import type { GatewaySettings } from './settings.ts';

/** Runs `work` for `by` when its turn has come. */
export type TakeTurn = (by: string, work: () => Promise<void>) => Promise<void>;

/** One reload at a time, in the order of asking; async-lock as it comes, without any timeout. */
export function reloadLock(settings: GatewaySettings): TakeTurn {
  const lock = new AsyncLock();
  return (by, work) => {
    settings.onEvent({ kind: 'lock-wanted', by });
    // async-lock calls a waiting task from the end of the one before it; traces would take it for a part of that one.
    const bound = AsyncResource.bind(async () => {
      settings.onEvent({ kind: 'lock-acquired', by });
      try {
        await work();
      } finally {
        settings.onEvent({ kind: 'lock-released', by });
      }
    });
    return lock.acquire('reload', () => bound());
  };
}

/** No lock: every reload begins at once. */
export const noLock: TakeTurn = (_by, work) => work();
