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
    name: 'streams broken',
    unit: 'count',
    isLoss: true,
    says: 'streams that did not reach their user whole though no provider cut them or hung',
    figures: ['mean', 'max'],
    measure: ({ streams }) => streams.filter(({ end, isWhole }) => end === 'done' && !isWhole).length,
  },
  {
    name: 'work repeated',
    unit: 'count',
    says: 'times that a provider was asked for a stream beyond the first, or when its user had been told that it is over',
    figures: ['mean'],
    measure: ({ asks }) => asks.length - new Set(asks.map(({ stream }) => stream)).size,
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
    isLoss: true,
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
