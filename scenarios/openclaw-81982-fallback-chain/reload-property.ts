import type { Evidence, Property } from '../../harness/index.ts';
import type { ConfigChange, FallbackRecord, MessageRecord, Moment } from './record.ts';

/** How long the gateway may be idle, or past the cap, without applying a pending change, in ms. */
const APPLY_MS_MAX = 1_000;

/** When a config change comes into force: not while a run that it waits for goes on, and soon after. */
export const reloadNotMidRunAndAppliedAfter: Property<FallbackRecord> = {
  name: 'reload-not-mid-run-and-applied-after',
  kind: 'liveness',
  level: 'documented',
  says: 'a config change is applied during no run, and within 1 s of the last run’s end, or at the cap',
  when: 'quiescence',
  // The first is the config that the gateway started with.
  applies: ({ changes }) => changes.length > 1,
  judge(record) {
    for (const change of record.changes.slice(1)) {
      const evidence = appliedMidRun(record, change) ?? appliedLate(record, change);
      if (evidence !== undefined) return evidence;
    }
    return undefined;
  },
};

function appliedMidRun(record: FallbackRecord, change: ConfigChange): Evidence | undefined {
  const { applied } = change;
  if (applied === null || applied.at >= capOf(record, change)) return undefined;
  const running = record.messages.find(
    ({ begun, ended }) => begun !== null && begun.step < applied.step && (ended === null || ended.step > applied.step),
  );
  if (running === undefined) return undefined;
  const message = `revision ${change.revision} was applied at ${applied.at} ms, during ${running.run}`;
  return { message, steps: [applied.step] };
}

/** When the cap that bounds this change's wait expires: one deferral serves every change that comes during it. */
function capOf(record: FallbackRecord, change: ConfigChange): number {
  const together = record.changes.filter(({ applied }) => applied !== null && applied.step === change.applied?.step);
  return Math.min(...together.map(({ called }) => called.at)) + record.restartCapMs;
}

function appliedLate(record: FallbackRecord, change: ConfigChange): Evidence | undefined {
  const { acknowledged, applied, revision } = change;
  if (acknowledged === null) return undefined;
  const due = dueAt(record, acknowledged);
  if (applied !== null && applied.at <= due) return undefined;
  const when = applied === null ? 'never' : `at ${applied.at} ms`;
  const message = `revision ${revision} was known at ${acknowledged.at} ms, due by ${due} ms, and applied ${when}`;
  return { message, steps: [applied?.step ?? acknowledged.step] };
}

/** The time by which a change known since `known` must be in force: 1 s into the first longer pause, or past the cap. */
function dueAt(record: FallbackRecord, known: Moment): number {
  const cap = known.at + record.restartCapMs + APPLY_MS_MAX;
  let idleSince = known.at;
  for (const { begun, ended } of runsByBegin(record)) {
    if (begun === null || begun.at > idleSince + APPLY_MS_MAX) break;
    idleSince = Math.max(idleSince, ended?.at ?? Number.POSITIVE_INFINITY);
  }
  return Math.min(idleSince + APPLY_MS_MAX, cap);
}

function runsByBegin(record: FallbackRecord): MessageRecord[] {
  const runs = record.messages.filter(({ begun }) => begun !== null);
  return runs.sort((a, b) => (a.begun?.step ?? 0) - (b.begun?.step ?? 0));
}

/** The newest revision that had been applied, or was overdue, at `moment`. */
export function revisionDue(record: FallbackRecord, moment: Moment): number {
  const due = record.changes.filter(({ applied, acknowledged }) => {
    if (applied !== null && applied.step < moment.step) return true;
    return acknowledged !== null && dueAt(record, acknowledged) < moment.at;
  });
  return due.at(-1)?.revision ?? 1;
}
