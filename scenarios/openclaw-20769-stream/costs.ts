import type { Cost } from '../../harness/index.ts';
import type { StreamsRecord } from './record.ts';

export const costs: readonly Cost<StreamsRecord>[] = [
  {
    name: 'update acknowledged after',
    unit: 'ms',
    says: 'from an update to its acknowledgement',
    figures: ['p50', 'p99', 'max'],
    measure: ({ updates }) =>
      updates.flatMap(({ startedAt, settledAt }) => (settledAt === null ? [] : [Math.round(settledAt - startedAt)])),
  },
  {
    name: 'updates never acknowledged',
    unit: 'count',
    says: 'updates that wait for ever',
    figures: ['mean', 'max'],
    measure: ({ updates }) => updates.filter(({ settledAt }) => settledAt === null).length,
  },
  {
    name: 'latency',
    unit: 'ms',
    says: 'from the beginning of a stream to its last chunk',
    figures: ['p50', 'max'],
    measure: ({ streams }) =>
      streams.flatMap(({ openedAt, endedAt, end }) =>
        endedAt === null || end !== 'done' ? [] : [Math.round(endedAt - openedAt)],
      ),
  },
];
