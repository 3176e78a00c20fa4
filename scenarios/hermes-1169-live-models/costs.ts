import type { Cost } from '../../harness/index.ts';
import { isWrong } from './judgement.ts';
import type { TabRecord } from './record.ts';
import type { LiveModelsState } from './scenario-state.ts';

/** What each fix costs the users and the server, in virtual time. */
export const COSTS: readonly Cost<LiveModelsState>[] = [
  {
    name: 'latency',
    unit: 'ms',
    says: 'from opening a session to showing its model; nothing for a model that is never shown',
    figures: ['p50', 'p99', 'max'],
    measure: ({ record }) => record.tabs.flatMap(latencies),
  },
  {
    name: 'wrong model shown',
    unit: 'ms',
    says: 'how long a page showed a model that is not its session’s, for good not counted',
    figures: ['mean', 'max'],
    measure: ({ record }) => record.tabs.flatMap(wrongSpans),
  },
  {
    name: 'wrong for good',
    unit: 'count',
    isLoss: true,
    says: 'pages that show a model that is not their session’s when all is quiet',
    figures: ['mean'],
    measure: ({ record }) =>
      record.tabs.filter(({ shown }) => shown.some((each) => isWrong(each) && each === shown.at(-1))).length,
  },
  {
    name: 'file writes',
    unit: 'count',
    says: 'session files written by POST /api/session/update',
    figures: ['mean'],
    measure: ({ server }) => server.writes,
  },
  {
    name: 'retries',
    unit: 'count',
    says: 'POSTs that save no pick of the user',
    figures: ['mean', 'max'],
    measure: ({ record: { saves, picks } }) => Math.max(0, saves.length - picks.length),
  },
  {
    name: 'requests',
    unit: 'count',
    says: 'requests that the server got',
    figures: ['mean'],
    measure: ({ server }) => server.requests,
  },
];

function latencies({ shown }: TabRecord): number[] {
  return shown.flatMap((opened, i) => {
    if (opened.session === shown[i - 1]?.session) return [];
    const next = shown.findIndex(({ session }, j) => j > i && session !== opened.session);
    const view = shown.slice(i, next < 0 ? shown.length : next);
    const right = view.find(({ model, chosen }) => model === chosen);
    return right === undefined ? [] : [Math.round(right.at - opened.at)];
  });
}

function wrongSpans({ shown }: TabRecord): number[] {
  return shown.flatMap((each, i) => {
    const next = shown[i + 1];
    return isWrong(each) && next !== undefined ? [Math.round(next.at - each.at)] : [];
  });
}
