import type { Env } from '../../harness/index.ts';
import type { SessionEntry } from '../../src/fallback-chain/session-store.ts';

export const SESSIONS = '/gateway/sessions';

/** Whose choice the session's file says its model is; null: it has none. Only what is marked `auto` is a fallback's. */
export function pinOnDisk(env: Env, session: string): { by: 'user' | 'fallback'; model: string } | null {
  const path = `${SESSIONS}/${session}.json`;
  if (!env.disk.exists(path)) return null;
  const { pin } = JSON.parse(String(env.disk.read(path))) as SessionEntry;
  return pin === undefined ? null : { by: pin.source === 'auto' ? 'fallback' : 'user', model: pin.model };
}
