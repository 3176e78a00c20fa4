import type { Cost } from '../../harness/index.ts';
import type { AuthRecord } from './record.ts';

export const costs: readonly Cost<AuthRecord>[] = [
  {
    name: 'requests refused',
    unit: 'count',
    isLoss: true,
    says: 'requests that ended in an error for their user, or never',
    figures: ['mean', 'max'],
    measure: ({ requests }) => requests.filter(({ settledAt, error }) => settledAt === null || error !== null).length,
  },
  {
    name: 'answers invented',
    unit: 'count',
    isLoss: true,
    says: 'requests that ended well without an answer of the provider to them',
    figures: ['mean'],
    measure: ({ requests, server }) =>
      requests.filter(
        ({ name, settledAt, error, answer, isKilled }) =>
          settledAt !== null &&
          error === null &&
          !isKilled &&
          !(server?.calls ?? []).some(
            (call) => call.request === name && call.answer !== null && call.answer === answer,
          ),
      ).length,
  },
  {
    name: 'latency',
    unit: 'ms',
    says: 'from a request to its answer, for those that got one',
    figures: ['p50', 'p99', 'max'],
    measure: ({ requests }) =>
      requests.flatMap(({ startedAt, settledAt, error, isKilled }) =>
        settledAt === null || error !== null || isKilled ? [] : [Math.round(settledAt - startedAt)],
      ),
  },
  {
    name: 'longest window without service',
    unit: 'ms',
    says: 'the longest time during which the token for new requests was a revoked one',
    figures: ['max'],
    measure: (record) => Math.round(record.longestRevokedMs()),
  },
  {
    name: 'retries',
    unit: 'count',
    says: 'requests that the gateway sent again',
    figures: ['mean'],
    measure: ({ requests, server }) => Math.max(0, (server?.calls.length ?? 0) - requests.length),
  },
  {
    name: 'work repeated',
    unit: 'count',
    says: 'requests that the provider carried out once more',
    figures: ['mean'],
    measure: ({ server }) => {
      const done = (server?.calls ?? []).filter(({ answer }) => answer !== null).map(({ request }) => request);
      return done.length - new Set(done).size;
    },
  },
  {
    name: 'rotations',
    unit: 'count',
    says: 'tokens that the token server issued',
    figures: ['mean', 'max'],
    measure: ({ server }) => server?.rotations ?? 0,
  },
];
