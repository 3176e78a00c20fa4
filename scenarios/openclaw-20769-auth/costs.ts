import type { Cost } from '../../harness/index.ts';
import type { AuthRecord } from './record.ts';

export const costs: readonly Cost<AuthRecord>[] = [
  {
    name: 'requests refused',
    unit: 'count',
    says: 'requests that ended in an error for their user',
    figures: ['mean', 'max'],
    measure: ({ requests }) => requests.filter(({ error }) => error !== null).length,
  },
  {
    name: 'retries',
    unit: 'count',
    says: '401s that the provider gave, each of them a request for nothing',
    figures: ['mean'],
    measure: ({ refused }) => refused,
  },
  {
    name: 'latency',
    unit: 'ms',
    says: 'from a request to its answer',
    figures: ['p50', 'p99', 'max'],
    measure: ({ requests }) =>
      requests.flatMap(({ startedAt, settledAt, error }) =>
        settledAt === null || error !== null ? [] : [Math.round(settledAt - startedAt)],
      ),
  },
];
