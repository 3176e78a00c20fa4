import type { GatewayState } from './gateway.ts';
import type { SessionEntry } from './session-store.ts';

/** Notes in the entry of each session with a run in progress which run that is, in case the restart cuts it off. */
export async function handOver(
  gateway: GatewayState,
  write: (entry: SessionEntry, runId: string) => SessionEntry,
): Promise<void> {
  const runs = [...gateway.runs];
  await Promise.all(runs.map((run) => gateway.sessions.update(run.session, (entry) => write(entry, run.id))));
}

/** The entry as gateways before automatic pins wrote it: session, model, run. */
export function plainEntry(entry: SessionEntry, runId: string): SessionEntry {
  const { sessionId, pin } = entry;
  if (pin === undefined) return { sessionId, handover: runId };
  const { model, origin } = pin;
  return { sessionId, pin: origin === undefined ? { model } : { model, origin }, handover: runId };
}

/** The entry with all that it has. */
export function fullEntry(entry: SessionEntry, runId: string): SessionEntry {
  return { ...entry, handover: runId };
}
