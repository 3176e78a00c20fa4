import type { Evidence, Property } from '../../harness/index.ts';
import { MutualExclusion } from '../../harness/oracle.ts';
import type { GatewayRecord, KillRecord, Task, Wait } from './record.ts';
import { summaryMs, WORK_MS } from './upstream-behaviour.ts';
import type { Behaviour } from './workloads.ts';

/** The bound of the report: what a CLI command is willing to wait. */
const BOUND_MS = 10_000;
/** Fifty file steps at their slowest: delays of the disk alone must not break a bound. */
const DISK_SLACK_MS = 500;

const holdBounded: Property<GatewayRecord> = {
  name: 'hold-bounded',
  kind: 'liveness',
  level: 'documented',
  says: 'nobody holds the lock of a session for more than 10 s',
  when: 'quiescence',
  applies: (record) => record.turns.some((turn) => meetsSlowModel(record, turn)),
  judge: (record, env) => {
    const long = record.holds.find((hold) => lengthOf(hold, env.now) > BOUND_MS + DISK_SLACK_MS);
    if (long === undefined) return undefined;
    return {
      message: `${long.by} (pid ${long.process.pid}) held the lock of ${long.session} for ${ms(lengthOf(long, env.now))} (bound ${ms(BOUND_MS)})`,
      steps: stepsOf(long),
    };
  },
};

/** Whether a model kept the run waiting for longer than anybody may hold a lock. */
function meetsSlowModel(record: GatewayRecord, turn: Task): boolean {
  const { candidates } = record.workload;
  return record.attemptsOf(turn).some(({ failed }, i) => failed !== 'session-locked' && isSlow(candidates[i]));
}

function isSlow(behaviour: Behaviour | undefined): boolean {
  return (
    behaviour !== undefined &&
    (behaviour === 'hang' || behaviour === 'stall' || WORK_MS[behaviour] + summaryMs(behaviour) > BOUND_MS)
  );
}

const probeWaitsBounded: Property<GatewayRecord> = {
  name: 'probe-waits-bounded',
  kind: 'liveness',
  level: 'documented',
  says: 'a chat message, CLI command or heartbeat gets the lock within 10 s on its first try',
  when: 'quiescence',
  applies: (record) => record.haveTasksMet(),
  judge: (record, env) => {
    for (const message of record.messages) {
      const first = record.waits.find((wait) => wait.by === message.id);
      if (first === undefined || first.end === 'killed') continue;
      const waited = lengthOf(first, env.now);
      if (first.end === 'acquired' && waited <= BOUND_MS + DISK_SLACK_MS) continue;
      const outcome = first.end === 'acquired' ? 'got' : 'did not get';
      return {
        message: `${message.id} ${outcome} the lock of ${first.session} after ${ms(waited)} (bound ${ms(BOUND_MS)})`,
        steps: stepsOf(first),
      };
    }
    return undefined;
  },
};

const oneHolder: Property<GatewayRecord> = MutualExclusion.property(({ locks }: GatewayRecord) => locks, {
  name: 'one-holder',
  says: 'no two of those alive hold the lock of one session at the same time',
  when: 'operation',
  applies: (record) => record.haveTasksMet(),
});

const lockFreedAfterKill: Property<GatewayRecord> = {
  name: 'lock-freed-after-kill',
  kind: 'liveness',
  level: 'strict',
  says: 'after a kill -9, a lock that no living process holds keeps nobody out for 10 s, nor several one after the other',
  when: 'quiescence',
  applies: ({ kills, waits }) => kills.some((kill) => waits.some(({ toStep }) => (toStep ?? Infinity) > kill.step)),
  judge: (record, env) => {
    for (const kill of record.kills) {
      for (const wait of record.waits) {
        const evidence = judgeWaitAfter(kill, wait, record, env.now);
        if (evidence !== undefined) return evidence;
      }
    }
    return undefined;
  },
};

/** From the kill on, or since somebody wanted the lock after it, up to the end of the wait, if no living process held the lock during it. */
function judgeWaitAfter(kill: KillRecord, wait: Wait, record: GatewayRecord, now: number): Evidence | undefined {
  const first = firstKeptOut(kill, wait, record);
  const from = Math.max(kill.at, first.from);
  const to = wait.to ?? now;
  if (to - from < BOUND_MS + (wait.end === 'refused' ? 0 : DISK_SLACK_MS)) return undefined;
  const isHeld = record.holds.some(
    (hold) => hold.session === wait.session && hold.from < to && (hold.to ?? now) > from && hold.by !== wait.by,
  );
  if (isHeld) return undefined;
  const lock = `the lock of ${wait.session}, which nobody alive held after the kill of ${kill.process.name}`;
  const own = `${wait.by} waited ${ms(to - from)} for ${lock}`;
  const shared = `${wait.by} was refused ${ms(to - from)} after ${first.by} had wanted ${lock}`;
  return { message: first === wait ? own : shared, steps: [kill.step, ...stepsOf(wait)] };
}

/**
 * Who gives up sooner than the bound has not shown that the lock is ever freed: who is refused after it goes on with its wait,
 * unless another process was killed in between, perhaps as it took the lock.
 */
function firstKeptOut(kill: KillRecord, wait: Wait, { waits, kills }: GatewayRecord): Wait {
  const isAfterLastKill = kills.every(({ step }) => step <= kill.step || step > (wait.toStep ?? Infinity));
  if (wait.end !== 'refused' || !isAfterLastKill) return wait;
  const before = waits.find(
    ({ session, end, to }) => session === wait.session && end === 'refused' && Number(to) > kill.at,
  );
  return before !== undefined && before.from < wait.from ? before : wait;
}

function lengthOf(span: { from: number; to: number | null }, now: number): number {
  return (span.to ?? now) - span.from;
}

function stepsOf(span: { fromStep: number; toStep: number | null }): number[] {
  return span.toStep === null ? [span.fromStep] : [span.fromStep, span.toStep];
}

function ms(value: number): string {
  return `${Math.round(value).toLocaleString('en-US')} ms`;
}

export const LOCK_PROPERTIES: readonly Property<GatewayRecord>[] = [
  holdBounded,
  probeWaitsBounded,
  oneHolder,
  lockFreedAfterKill,
];
