import type { Evidence, Property } from '../../harness/index.ts';
import type { AttemptFailure } from '../../src/session-lock/events.ts';
import type { Attempt, GatewayRecord, Task } from './record.ts';
import { idsIn } from './session-text.ts';
import { CANDIDATES } from './world.ts';

const fallbackOnTimeout: Property<GatewayRecord> = {
  name: 'fallback-on-timeout',
  kind: 'liveness',
  level: 'strict',
  says: 'a run whose candidate timed out tries the next one, while there is one',
  when: 'quiescence',
  applies: (record) => hasFailedBeforeLast(record, 'timeout'),
  judge: (record) => judgeFallback(record, 'timeout'),
};

const rateLimitStillRotates: Property<GatewayRecord> = {
  name: 'rate-limit-still-rotates',
  kind: 'liveness',
  level: 'documented',
  says: 'a run whose candidate answered 429 tries the next one, while there is one',
  when: 'quiescence',
  applies: (record) => hasFailedBeforeLast(record, 'rate-limit'),
  judge: (record) => judgeFallback(record, 'rate-limit'),
};

/** A candidate failed so in some run, and was not the last one. */
function hasFailedBeforeLast(record: GatewayRecord, cause: AttemptFailure): boolean {
  return record.turns.some((turn) =>
    record.attemptsOf(turn).some(({ failed }, i) => failed === cause && i < CANDIDATES.length - 1),
  );
}

/** A run that ended in failure right after a failure of this cause, with candidates left. */
function judgeFallback(record: GatewayRecord, cause: AttemptFailure): Evidence | undefined {
  for (const turn of record.turns) {
    if (turn.result.kind !== 'failed') continue;
    const attempts = record.attemptsOf(turn);
    const last = attempts.at(-1);
    if (last?.failed !== cause || attempts.length >= CANDIDATES.length) continue;
    const left = CANDIDATES.length - attempts.length;
    return {
      message: `${turn.id} gave up after ${cause} of ${last.candidate} with ${left} of ${CANDIDATES.length} candidates untried`,
      steps: [last.step, turn.result.step],
    };
  }
  return undefined;
}

const lockTimeoutBurnsNoCandidate: Property<GatewayRecord> = {
  name: 'lock-timeout-burns-no-candidate',
  kind: 'safety',
  level: 'strict',
  says: 'no candidate is given up for the next one because the session was locked',
  when: 'quiescence',
  applies: (record) => record.haveTasksMet(),
  judge: (record) => {
    const pair = successiveAttempts(record).find(([attempt]) => attempt.failed === 'session-locked');
    if (pair === undefined) return undefined;
    const [burnt, next] = pair;
    return {
      message: `${burnt.by} went from ${burnt.candidate} to ${next.candidate} because the session was locked`,
      steps: [burnt.step, next.step],
    };
  },
};

const noTimeoutRotationUnderOneHold: Property<GatewayRecord> = {
  name: 'no-timeout-rotation-under-one-hold',
  kind: 'safety',
  level: 'documented',
  says: 'between a candidate that timed out and the next one, the lock is released',
  when: 'quiescence',
  applies: (record) => hasFailedBeforeLast(record, 'timeout'),
  judge: (record) => {
    const pair = successiveAttempts(record).find(
      ([attempt, next]) =>
        attempt.failed === 'timeout' &&
        attempt.holdAtEnd !== null &&
        (attempt.holdAtEnd.toStep === null || attempt.holdAtEnd.toStep > next.step),
    );
    if (pair === undefined) return undefined;
    const [timedOut, next] = pair;
    return {
      message: `${next.by} called ${next.candidate} after the timeout of ${timedOut.candidate} without releasing the lock`,
      steps: [timedOut.step, next.step],
    };
  },
};

const longRunSucceeds: Property<GatewayRecord> = {
  name: 'long-run-succeeds',
  kind: 'liveness',
  level: 'documented',
  says: 'where nobody is killed, a run whose first candidate is healthy, if slow (180 s), ends with its answer in the session',
  when: 'quiescence',
  applies: isHealthy,
  judge: (record, env) => {
    if (!isHealthy(record)) return undefined;
    for (const turn of record.turns) {
      if (turn.result.kind === 'failed') {
        return { message: `${turn.id} failed though its candidate is healthy: ${turn.result.error}` };
      }
      if (!idsIn(env, turn.session).has(`${turn.id}-answer`)) {
        return { message: `the answer of ${turn.id} is not in ${turn.session} at the end` };
      }
    }
    return undefined;
  },
};

/** What a kill does to others has properties of its own; this one is about runs that are cut off for their length. */
function isHealthy({ workload, kills }: GatewayRecord): boolean {
  const [first] = workload.candidates;
  return (first === 'ok' || first === 'ok-after-180s') && kills.length === 0;
}

const noLostEntry: Property<GatewayRecord> = {
  name: 'no-lost-entry',
  kind: 'safety',
  level: 'strict',
  says: 'the entry of every acknowledged probe is in the session at the end',
  when: 'quiescence',
  judge: (record, env) => {
    for (const message of record.messages) {
      if (message.result.kind !== 'acknowledged' || idsIn(env, message.session).has(message.id)) continue;
      return {
        message: `${message.id} was acknowledged, and its entry is not in ${message.session} at the end`,
        steps: [message.result.step],
      };
    }
    return undefined;
  },
};

/** Each attempt that was followed by another one of the same turn or message, with that one. */
function successiveAttempts(record: GatewayRecord): [Attempt, Attempt][] {
  const tasks: Task[] = [...record.turns, ...record.messages];
  return tasks.flatMap((task) => {
    const attempts = record.attemptsOf(task);
    return attempts.slice(1).map((next, index): [Attempt, Attempt] => [attempts[index] as Attempt, next]);
  });
}

export const RUN_PROPERTIES: readonly Property<GatewayRecord>[] = [
  fallbackOnTimeout,
  noLostEntry,
  lockTimeoutBurnsNoCandidate,
  noTimeoutRotationUnderOneHold,
  rateLimitStillRotates,
  longRunSucceeds,
];
