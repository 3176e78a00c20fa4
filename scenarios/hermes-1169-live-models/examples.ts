import type { Example } from '../../harness/index.ts';
import type { Ranges } from '../shared/ranges.ts';
import {
  type Action,
  FAST_MS,
  type Faults,
  GPT,
  type LiveAnswer,
  type SessionKind,
  SLOW_MS,
  SONNET,
  type Workload,
} from './workload.ts';

function touch(atMs: number, withinMs = 0): Action {
  return { atMs, withinMs, kind: 'touch' };
}

function one(
  sessions: readonly SessionKind[],
  actions: readonly Action[],
  live: readonly LiveAnswer[] = [],
  change: Partial<Workload> = {},
): Example<Workload, Faults> {
  return {
    workload: { sessions, tabs: [{ atMs: 0, session: 0 }], actions, catalogueMs: FAST_MS, ...change },
    faults: { nous: live, openrouter: [] },
  };
}

/** Explored first: what the report, its review's edge table and the comments name. */
export const examples: Readonly<Record<string, Example<Workload, Faults>>> = {
  'live-list-answers': one(['live-only'], []),
  'live-list-fails': one(['live-only'], [touch(300, 500)], ['fails']),
  'live-list-is-empty': one(['live-only'], [], ['empty']),
  'catalogue-slower-than-session': one(['live-only'], [], [], { catalogueMs: SLOW_MS }),
  'catalogue-hangs': one(['live-only'], [touch(300, 500)], [], { catalogueHangs: true }),
  'provider-changes-while-fetching': one(
    ['live-only'],
    [{ atMs: 90, withinMs: 300, kind: 'activate', provider: 'openrouter' }, touch(400, 400)],
  ),
  'two-fetches-one-fails': one(
    ['live-only'],
    [{ atMs: 90, withinMs: 100, kind: 'refresh' }, touch(200, 400)],
    ['fails', 'all'],
  ),
  'kept-list-lacks-the-model': one(
    ['static', 'live-only', 'static'],
    [
      // On a wrong click follows the right one.
      { atMs: 600, withinMs: 40, kind: 'switch', session: 2 },
      { atMs: 630, withinMs: 60, kind: 'switch', session: 1 },
    ],
    ['without'],
  ),
  'user-picks-while-pending': one(
    ['live-only'],
    [
      { atMs: 90, withinMs: 300, kind: 'pick', model: SONNET },
      { atMs: 120, withinMs: 300, kind: 'pick', model: GPT },
    ],
  ),
  // What the page knew is gone; what its user picked may have been on its way.
  'reloaded-after-a-pick': one(['live-only'], [{ atMs: 90, withinMs: 200, kind: 'pick', model: GPT }], [], {
    reloadAtMs: 150,
  }),
  // Picks, and goes on to another session at once.
  'session-switched-while-pending': one(
    ['static', 'live-only'],
    [
      { atMs: 90, withinMs: 30, kind: 'pick', model: GPT },
      { atMs: 90, withinMs: 30, kind: 'switch', session: 1 },
    ],
  ),
  'model-gone': one(['gone'], []),
  // Nothing is wrong with its model, whether or not the live list ever comes.
  'model-in-the-static-list': one(['static', 'static'], [touch(100, 500)], ['hangs'], {
    tabs: [
      { atMs: 0, session: 0 },
      { atMs: 50, session: 1 },
    ],
  }),
  // Its dropdown gets the live list; the chat header's has asked in vain.
  'profile-editor-has-the-list': one(
    ['live-only'],
    [{ atMs: 90, withinMs: 400, kind: 'editor' }, touch(700, 400)],
    ['fails', 'all'],
  ),
};

export const ranges: Ranges<Workload, Faults> = {
  'catalogue-ms': {
    says: 'how long the server takes to list its models',
    unit: 'ms',
    values: [10, 100, 500, 2_000, 10_000],
    claimedTo: 10_000,
    at: (ms) => one(['live-only'], [touch(300, 500)], [], { catalogueMs: [ms, ms] }),
  },
};
