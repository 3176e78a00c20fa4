import type { Candidate } from '../../src/session-lock/candidates.ts';
import type { Entry } from '../../src/session-lock/transcript.ts';

/** The fixed parts of the scenario's world: paths, the upstream's address, the chain of candidates. */
export const API_URL = 'https://api.copilot.example';
export const SESSIONS_DIR = '/sessions';
/** The report names the process that held the lock. */
export const GATEWAY_PID = 396;

/** Profile first, then model: one rotate_profile and one fallback_model. Profiles tell the upstream who calls. */
export const CANDIDATES: readonly [Candidate, Candidate, Candidate] = [
  { provider: 'copilot', model: 'claude-opus-4.6', profile: 'primary' },
  { provider: 'copilot', model: 'claude-opus-4.6', profile: 'backup' },
  { provider: 'copilot', model: 'gpt-5.2', profile: 'shared' },
];

/** What each session has when the execution begins. */
export const FIRST_ENTRY: Entry = { id: 'm0', role: 'user', text: 'hello' };

export function sessionName(number: number): string {
  return `s${number}`;
}

export function sessionFile(session: string): string {
  return `${SESSIONS_DIR}/${session}.jsonl`;
}
