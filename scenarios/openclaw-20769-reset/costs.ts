import type { Cost } from '../../harness/index.ts';
import type { ResetRecord } from './record.ts';
import { AUDIT } from './world.ts';

export const COSTS: readonly Cost<ResetRecord>[] = [
  {
    name: 'requests refused',
    unit: 'count',
    isLoss: true,
    says: 'requests that were not accepted in the end',
    figures: ['mean', 'max'],
    measure: ({ requests }) => [...requests.values()].filter(({ end }) => end?.kind === 'refused').length,
  },
  {
    name: 'requests failed by reloads',
    unit: 'count',
    isLoss: true,
    says: 'the metric models.reset.failed_requests: accepted, and failed for another reason than the provider',
    figures: ['mean', 'max'],
    measure: ({ metrics }) => metrics.get('models.reset.failed_requests'),
  },
  {
    name: 'latency',
    unit: 'ms',
    says: 'from sending a request to its answer, for those that got one',
    figures: ['p50', 'p99', 'max'],
    measure: ({ requests }) =>
      [...requests.values()].flatMap(({ sent, end }) => (end?.kind === 'answered' ? [end.at - sent.at] : [])),
  },
  {
    name: 'longest window without service',
    unit: 'ms',
    says: 'the longest time during which a request for the model in use would have been refused',
    figures: ['max'],
    measure: ({ service }, env) => service.longest(env.now),
  },
  {
    name: 'file writes',
    unit: 'count',
    says: 'lines appended to the audit log',
    figures: ['mean'],
    measure: (_record, env) => (env.disk.read(AUDIT) ?? '').split('\n').length - 1,
  },
  {
    name: 'lock hold',
    unit: 'ms',
    says: 'how long a reload had the reload lock',
    figures: ['max'],
    measure: ({ lockHoldsMs }) => lockHoldsMs,
  },
  {
    name: 'lock wait',
    unit: 'ms',
    says: 'how long a reload waited for the reload lock before it got it',
    figures: ['max'],
    measure: ({ lockWaitsMs }) => lockWaitsMs,
  },
  {
    name: 'retries',
    unit: 'count',
    says: 'requests that a client sent again',
    figures: ['mean'],
    measure: ({ retries }) => retries,
  },
  {
    name: 'registries alive',
    unit: 'count',
    says: 'config versions in use at one time: of the registry, and of requests that keep a model or are calling one',
    figures: ['max'],
    measure: ({ versionsAliveMax }) => versionsAliveMax,
  },
];
