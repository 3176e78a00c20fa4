import type { Evidence, Property } from '../../harness/index.ts';
import { BOUND_MS, DISK_SLACK_MS, ms } from './bounds.ts';
import type { Acknowledged, FloodRecord, Kill, Write } from './record.ts';
import { SERVICE_PROPERTIES } from './service-properties.ts';

const noLostMessage: Property<FloodRecord> = {
  name: 'no-lost-message',
  kind: 'safety',
  level: 'documented',
  says: 'where no write fails and nobody is killed, every acknowledged message is in the file of its session at the end',
  when: 'quiescence',
  applies: ({ hadNoFaults }) => hadNoFaults,
  judge: (record) => {
    if (!record.hadNoFaults) return undefined;
    for (const session of record.sessions()) {
      const onDisk = record.idsOnDisk(session);
      const own = record.acknowledged.filter((delivery) => delivery.session === session);
      const lost = own.find(({ id }) => onDisk?.includes(id) !== true);
      if (lost === undefined) continue;
      const file = onDisk === undefined ? 'cannot be parsed or is not there' : `has ${onDisk.length} of ${own.length}`;
      return {
        message: `${lost.id} was acknowledged at ${ms(lost.answer.at)}, and ${session}.json ${file}`,
        steps: [lost.answer.step, ...lastWriteOf(record, session)],
      };
    }
    return undefined;
  },
};

const boundedExposure: Property<FloodRecord> = {
  name: 'bounded-exposure',
  kind: 'liveness',
  level: 'documented',
  says: 'where no write fails, an acknowledged message is on the disk within debounce + maxWait (3 s), kill -9 or not',
  when: 'quiescence',
  applies: ({ wasDiskFull, acknowledged, kill }) =>
    !wasDiskFull && acknowledged.some((delivery) => isDue(delivery, kill)),
  judge: (record) => {
    if (record.wasDiskFull) return undefined;
    for (const delivery of record.acknowledged) {
      const why = exposureOf(delivery, record);
      if (why !== undefined) return { message: `${delivery.id} ${why}`, steps: stepsOf(delivery, record) };
    }
    return undefined;
  },
};

/** Whether the bound passed before the gateway was killed. */
function isDue({ answer }: Acknowledged, kill: Kill | null): boolean {
  return kill === null || kill.at - answer.at > BOUND_MS + DISK_SLACK_MS;
}

/** What broke the bound for this message, if anything did. */
function exposureOf(delivery: Acknowledged, { kill }: FloodRecord): string | undefined {
  const { id, answer, onDiskAt } = delivery;
  const acknowledged = `was acknowledged at ${ms(answer.at)}`;
  const bound = `(bound ${ms(BOUND_MS)})`;
  const isLate = onDiskAt !== null && onDiskAt - answer.at > BOUND_MS + DISK_SLACK_MS;
  if (isLate) return `${acknowledged} and on the disk ${ms(onDiskAt - answer.at)} later ${bound}`;
  if (kill === null) return onDiskAt === null ? `${acknowledged} and never was on the disk ${bound}` : undefined;
  if (!isDue(delivery, kill) || kill.kept.has(id)) return undefined;
  return `${acknowledged} and was not on the disk at the kill ${ms(kill.at - answer.at)} later ${bound}`;
}

function stepsOf(delivery: Acknowledged, { kill }: FloodRecord): number[] {
  return kill === null ? [delivery.answer.step] : [delivery.answer.step, kill.step];
}

const failedFlushRetried: Property<FloodRecord> = {
  name: 'failed-flush-retried',
  kind: 'liveness',
  level: 'documented',
  says: 'where nobody is killed, an acknowledged message whose write failed is on the disk 3 s after the last failure',
  when: 'quiescence',
  applies: ({ kill, failedWrites }) => kill === null && failedWrites.length > 0,
  judge: (record) => {
    if (record.kill !== null) return undefined;
    for (const delivery of record.acknowledged) {
      const evidence = judgeRetry(delivery, record);
      if (evidence !== undefined) return evidence;
    }
    return undefined;
  },
};

function judgeRetry(delivery: Acknowledged, record: FloodRecord): Evidence | undefined {
  const concerns = (write: Write): boolean => write.session === delivery.session && write.ids.has(delivery.id);
  const failure = record.writes.findLast((write) => write.kind === 'failed' && concerns(write));
  if (failure === undefined) return undefined;
  const dueAt = failure.at + BOUND_MS + DISK_SLACK_MS;
  const retry = record.writes.find((write) => write.kind === 'written' && write.step > failure.step && concerns(write));
  if (retry !== undefined && retry.at <= dueAt) return undefined;
  // Another write of the same file may have been quicker than the one that failed.
  const isThereInTime = delivery.onDiskAt !== null && delivery.onDiskAt <= dueAt;
  if (isThereInTime && record.idsOnDisk(delivery.session)?.includes(delivery.id) === true) return undefined;
  const retried = retry === undefined ? 'never retried' : `retried only ${ms(retry.at - failure.at)} later`;
  return {
    message: `the write of ${delivery.session} with ${delivery.id} failed at ${ms(failure.at)} and was ${retried}`,
    steps: [delivery.answer.step, failure.step],
  };
}

const everySessionFlushed: Property<FloodRecord> = {
  name: 'every-session-flushed',
  kind: 'liveness',
  level: 'documented',
  says: 'where no write fails and nobody is killed, every session with an acknowledged message was written at least once',
  when: 'quiescence',
  applies: ({ hadNoFaults }) => hadNoFaults,
  judge: (record) => {
    if (!record.hadNoFaults) return undefined;
    const missed = record.acknowledged.find(({ session }) => !record.writtenSessions.has(session));
    if (missed === undefined) return undefined;
    return {
      message: `${missed.session} was never written, though ${missed.id} was acknowledged at ${ms(missed.answer.at)}`,
      steps: [missed.answer.step],
    };
  },
};

function lastWriteOf(record: FloodRecord, session: string): number[] {
  const last = record.writes.findLast((write) => write.session === session);
  return last === undefined ? [] : [last.step];
}

export const PROPERTIES: readonly Property<FloodRecord>[] = [
  noLostMessage,
  boundedExposure,
  failedFlushRetried,
  everySessionFlushed,
  ...SERVICE_PROPERTIES,
];
