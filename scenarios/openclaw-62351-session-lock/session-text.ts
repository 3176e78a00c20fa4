import type { Env } from '../../harness/index.ts';
import { type Entry, parseTranscript } from '../../src/session-lock/transcript.ts';
import { sessionFile } from './world.ts';

/** The entries that can be read in the session's file, whatever else is in it. */
export function entriesIn(env: Env, session: string): Entry[] {
  const path = sessionFile(session);
  const parsed: unknown[] = parseTranscript(env.disk.exists(path) ? String(env.disk.read(path)) : '');
  return parsed.filter((entry): entry is Entry => typeof entry === 'object' && entry !== null && 'id' in entry);
}

export function idsIn(env: Env, session: string): ReadonlySet<string> {
  return new Set(entriesIn(env, session).map(({ id }) => id));
}

/** How often the session has this entry, word for word. */
export function countOf(env: Env, session: string, { id, role, text }: Entry): number {
  return entriesIn(env, session).filter((entry) => entry.id === id && entry.role === role && entry.text === text)
    .length;
}
