import { setTimeout as sleep } from 'node:timers/promises';
import { DEBOUNCE_MS, type MakeRegistry } from './implementations.ts';
import type { Message, Session } from './session.ts';
import { SessionFiles } from './session-files.ts';

// No fixes: what a judge must tell from one.

/** Says yes to everything. */
export const doNothing: MakeRegistry = () => ({
  handleMessage: async () => {},
  updateSession: async () => {},
  getSession: (id) => ({ id, messages: [] }),
});

/** What nobody lets in nobody can lose. */
export const refuseEverything: MakeRegistry = () => ({
  handleMessage: async () => {
    throw new Error('busy');
  },
  updateSession: async () => {
    throw new Error('busy');
  },
  getSession: (id) => ({ id, messages: [] }),
});

/** A message waits as long as a debounced flush does; the next one of its session that comes meanwhile has it refused. */
export const abortEverything: MakeRegistry = (options) => {
  const files = new SessionFiles(options);
  const sessions = new Map<string, Session>();
  const waiting = new Map<string, AbortController>();
  const getSession = (id: string): Session => sessions.get(id) ?? { id, messages: [] };
  const save = async (id: string, added: readonly Message[]): Promise<void> => {
    waiting.get(id)?.abort();
    const own = new AbortController();
    waiting.set(id, own);
    await sleep(DEBOUNCE_MS, undefined, { signal: own.signal });
    const session = { id, messages: [...getSession(id).messages, ...added] };
    await files.writeAtomically(session);
    sessions.set(id, session);
  };
  return {
    handleMessage: (id, message) => save(id, [message]),
    updateSession: (id, { messages = [] }) => save(id, messages.slice(-1)),
    getSession,
  };
};
