import type { Candidate } from './candidates.ts';
import type { GatewayEvent } from './events.ts';

/** What a gateway process is configured with. */
export interface GatewaySettings {
  readonly sessionsDir: string;
  readonly apiUrl: string;
  /** Tried in this order. */
  readonly candidates: readonly [Candidate, ...Candidate[]];
  readonly log: (line: string) => void;
  readonly onEvent?: (event: GatewayEvent) => void;
}

/** How long one candidate may take to answer. */
export const MODEL_TIMEOUT_MS = 400_000;
/** How long a session may be compacted, whatever became of the run that began it. */
export const COMPACTION_TIMEOUT_MS = 900_000;
/** How long anybody waits for a session's lock before giving up. */
export const LOCK_TIMEOUT_MS = 10_000;

/** Where the file of a session is. */
export function sessionPath(settings: GatewaySettings, session: string): string {
  return `${settings.sessionsDir}/${session}.jsonl`;
}
