import type { RegistryEvent } from './registry-file.ts';

/** Reports how long `acquire` took to call `locked`, and how long what it called took. */
export function timed<T>(
  onEvent: ((event: RegistryEvent) => void) | undefined,
  acquire: (locked: (work: () => Promise<T>) => Promise<T>) => Promise<T>,
): Promise<T> {
  const wantedAt = Date.now();
  return acquire(async (work) => {
    const acquiredAt = Date.now();
    onEvent?.({ kind: 'lock-acquired', waitedMs: acquiredAt - wantedAt });
    try {
      return await work();
    } finally {
      onEvent?.({ kind: 'lock-released', heldMs: Date.now() - acquiredAt });
    }
  });
}
