import type { Cost } from '../../harness/index.ts';
import { BYTES_WRITTEN } from '../shared/bytes-written.ts';
import type { FloodRecord } from './record.ts';

export const COSTS: readonly Cost<FloodRecord>[] = [
  {
    name: 'requests refused',
    unit: 'count',
    isLoss: true,
    says: 'messages whose sender was told that they were not saved',
    figures: ['mean'],
    measure: ({ deliveries }) => deliveries.filter(({ answer }) => answer?.kind === 'refused').length,
  },
  {
    name: 'messages lost',
    unit: 'count',
    isLoss: true,
    says: 'messages whose sender was told that they are saved, and which never came to the disk',
    figures: ['mean', 'max'],
    measure: ({ acknowledged }) => acknowledged.filter(({ onDiskAt }) => onDiskAt === null).length,
  },
  {
    name: 'latency',
    unit: 'ms',
    says: 'from a message to its acknowledgement',
    figures: ['p50', 'p99', 'max'],
    measure: ({ acknowledged }) => acknowledged.map(({ sentAt, answer }) => answer.at - sentAt),
  },
  {
    name: 'exposure',
    unit: 'ms',
    says: 'from an acknowledgement to the moment the message is on the disk, of those that came there',
    figures: ['p50', 'max'],
    measure: ({ acknowledged }) =>
      acknowledged.flatMap(({ answer, onDiskAt }) => (onDiskAt === null ? [] : [Math.max(0, onDiskAt - answer.at)])),
  },
  BYTES_WRITTEN,
  {
    name: 'file writes',
    unit: 'count',
    says: 'session files written',
    figures: ['mean'],
    measure: ({ writes }) => writes.filter(({ kind }) => kind === 'written').length,
  },
  {
    name: 'retries',
    unit: 'count',
    says: 'failed writes after which the same session was written again',
    figures: ['mean'],
    measure: ({ writes }) =>
      writes.filter(
        ({ kind, session }, at) =>
          kind === 'failed' && writes.slice(at).some((later) => later.kind === 'began' && later.session === session),
      ).length,
  },
];
