// `raceline/scenarios/openclaw-6766-session-flood`: the scenario, and what a registry of one's own is made of.
export type { MakeRegistry } from '../../src/session-flood/implementations.ts';
export { InMemorySessions } from '../../src/session-flood/in-memory-sessions.ts';
export type { Message, Session, SessionRegistry, SessionUpdate } from '../../src/session-flood/session.ts';
export { SessionFiles, type SessionFilesOptions, type WriteEvent } from '../../src/session-flood/session-files.ts';
export { scenario } from './scenario.ts';
