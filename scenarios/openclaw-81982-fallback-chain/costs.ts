import type { Cost } from '../../harness/index.ts';
import type { FallbackRecord } from './record.ts';

/** What each policy costs its users, in virtual time. */
export const costs: readonly Cost<FallbackRecord>[] = [
  {
    name: 'requests refused',
    unit: 'count',
    isLoss: true,
    says: 'messages that ended in FailoverError, or that a restart cut off',
    figures: ['mean', 'max'],
    measure: ({ messages }) => messages.filter(({ outcome }) => outcome === 'failed' || outcome === 'cut off').length,
  },
  {
    name: 'latency',
    unit: 'ms',
    says: 'from a message to its answer',
    figures: ['p50', 'p99', 'max'],
    measure: ({ messages }) =>
      messages.flatMap(({ accepted, ended, outcome }) =>
        outcome === 'answered' && ended !== null ? [Math.round(ended.at - accepted.at)] : [],
      ),
  },
  {
    name: 'retries',
    unit: 'count',
    says: 'attempts beyond the first of each run',
    figures: ['mean'],
    measure: ({ messages }) => messages.reduce((sum, { attempts }) => sum + Math.max(0, attempts.length - 1), 0),
  },
  {
    name: 'change applied after',
    unit: 'ms',
    says: 'from a config change to its being in force',
    figures: ['p50', 'max'],
    measure: ({ changes }) =>
      changes
        .slice(1)
        .flatMap(({ called, applied }) => (applied === null ? [] : [Math.max(0, Math.round(applied.at - called.at))])),
  },
];
