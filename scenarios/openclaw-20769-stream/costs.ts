import type { Cost } from '../../harness/index.ts';
import type { StreamsRecord } from './record.ts';

export const costs: readonly Cost<StreamsRecord>[] = [
  {
    name: 'latency',
    unit: 'ms',
    says: 'from the beginning of a stream to its last chunk',
    figures: ['p50', 'p99', 'max'],
    measure: ({ streams }) =>
      streams.flatMap(({ openedAt, endedAt, isWhole }) =>
        endedAt === null || !isWhole ? [] : [Math.round(endedAt - openedAt)],
      ),
  },
  {
    name: 'update acknowledged after',
    unit: 'ms',
    says: 'from an update to its acknowledgement',
    figures: ['p50', 'p99', 'max'],
    measure: ({ updates }) =>
      updates.flatMap(({ startedAt, settledAt, isFailed }) =>
        settledAt === null || isFailed ? [] : [Math.round(settledAt - startedAt)],
      ),
  },
  {
    name: 'updates never acknowledged',
    unit: 'count',
    says: 'updates that wait for ever',
    figures: ['mean', 'max'],
    measure: ({ updates }) => updates.filter(({ settledAt }) => settledAt === null).length,
  },
  {
    name: 'models in use',
    unit: 'count',
    says: 'models that answer at one time: those of open streams, and the one for new streams',
    figures: ['max'],
    measure: ({ modelsInUseMax }) => modelsInUseMax,
  },
];
