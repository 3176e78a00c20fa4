import { expect, test } from 'vitest';
import type { Env } from '../../harness/index.ts';
import type { PageEvent } from '../../src/live-models/page-events.ts';
import { DISPLAY_PROPERTIES } from './display-properties.ts';
import { isOfAnotherSession, isWrong, type Overwrite, overwritesIn } from './judgement.ts';
import { LiveModelsRecord, type TabRecord } from './record.ts';
import type { LiveModelsState } from './scenario-state.ts';
import { GPT, KIMI, OPUS, SONNET, WITHDRAWN } from './workload.ts';

// Judged by hand-written histories: what no implementation does must be seen too.

const CATALOGUE: PageEvent = { kind: 'catalogue-loaded', activeProvider: 'nous', models: 6 };
const OTHER_CATALOGUE: PageEvent = { kind: 'catalogue-loaded', activeProvider: 'openrouter', models: 6 };
const ASKED: PageEvent = { kind: 'live-requested', provider: 'nous' };
const FAILED: PageEvent = { kind: 'live-failed', provider: 'nous', error: 'HTTP 502' };

function answered(...models: string[]): PageEvent {
  return { kind: 'live-loaded', provider: 'nous', models, from: 'network' };
}

function saving(model: string, session = 's1'): PageEvent {
  return { kind: 'saving', session, model };
}

function shown(model: string, session = 's1'): PageEvent {
  return { kind: 'shown', session, model };
}

class History {
  readonly record: LiveModelsRecord;
  readonly tab: TabRecord;
  private step = 0;

  constructor(model = KIMI) {
    this.record = new LiveModelsRecord(() => ({ step: this.step, at: this.step * 10 }));
    this.record.addSession('s1', model);
    this.record.addSession('s2', SONNET);
    this.tab = this.record.addTab('tab-1');
    this.after({ kind: 'session-opened', session: 's1', model });
  }

  /** Each event in a step of its own. */
  after(...events: PageEvent[]): this {
    for (const event of events) {
      this.step++;
      this.record.observe(this.tab, event);
    }
    return this;
  }

  overwrites(): (readonly [Overwrite['condition'], boolean])[] {
    return overwritesIn(this.record).map(({ condition, isAccepted }) => [condition, isAccepted]);
  }
}

test.each<[string, readonly PageEvent[], Overwrite['condition'], boolean]>([
  ['before any list', [saving(OPUS)], 'before-list', false],
  ['on the way to a list with it', [CATALOGUE, ASKED, saving(OPUS), answered(OPUS, KIMI)], 'live-answers', false],
  ['on the way to a failure', [CATALOGUE, ASKED, saving(OPUS), FAILED], 'fetch-fails', false],
  ['on the way to nothing', [CATALOGUE, ASKED, saving(OPUS)], 'fetch-fails', false],
  ['after a failure', [CATALOGUE, ASKED, FAILED, saving(OPUS)], 'fetch-fails', true],
  ['after a failure, by another model than the first', [CATALOGUE, ASKED, FAILED, saving(GPT)], 'fetch-fails', false],
  ['by a list that lacks it', [CATALOGUE, ASKED, answered(OPUS), saving(OPUS)], 'stale-cache', true],
  ['by such a list, by another than the first', [CATALOGUE, ASKED, answered(OPUS), saving(GPT)], 'stale-cache', false],
  [
    'while a second fetch is about to get it',
    [CATALOGUE, ASKED, ASKED, FAILED, saving(OPUS), answered(KIMI)],
    'overlapping-fetches',
    false,
  ],
  [
    'while a second fetch is about to fail too',
    [CATALOGUE, ASKED, ASKED, FAILED, saving(OPUS), FAILED],
    'fetch-fails',
    true,
  ],
  ['while a second fetch never ends', [CATALOGUE, ASKED, ASKED, FAILED, saving(OPUS)], 'fetch-fails', true],
  [
    'between two lists that lack it',
    [CATALOGUE, ASKED, ASKED, answered(OPUS), saving(OPUS), answered(OPUS)],
    'stale-cache',
    true,
  ],
  ['on the way to a list without it', [CATALOGUE, ASKED, saving(OPUS), answered(OPUS)], 'fetch-fails', false],
  [
    'after one of two fetches got it',
    [CATALOGUE, ASKED, ASKED, FAILED, answered(KIMI), saving(OPUS)],
    'overlapping-fetches',
    false,
  ],
  ['while another provider is active', [OTHER_CATALOGUE, saving(OPUS)], 'provider-changes', false],
  ['after another provider was', [OTHER_CATALOGUE, CATALOGUE, ASKED, saving(OPUS)], 'provider-changes', false],
])('an overwrite %s', (_when, events, condition, isAccepted) => {
  expect(new History().after(...events).overwrites()).toEqual([[condition, isAccepted]]);
});

test('a model that nobody offers is gone, whatever the page was waiting for', () => {
  const list = answered(OPUS, KIMI);
  for (const events of [
    [CATALOGUE, ASKED, list, saving(OPUS)],
    [CATALOGUE, ASKED, saving(OPUS), list],
    [CATALOGUE, ASKED, ASKED, list, saving(OPUS), list],
  ]) {
    expect(new History(WITHDRAWN).after(...events).overwrites()).toEqual([['gone', true]]);
  }
});

test('saving what the user has chosen is no overwrite, nor is saving the same wrong model again a second one', () => {
  expect(new History().after(saving(KIMI)).overwrites()).toEqual([]);
  expect(new History().after(saving(OPUS), saving(OPUS)).overwrites()).toHaveLength(1);
  expect(new History().after(saving(OPUS), saving(GPT)).overwrites()).toHaveLength(2);
});

test('what happens to a session with a pick is not for these to judge', () => {
  const history = new History();
  history.record.picked('s1', GPT);
  expect(history.after(saving(OPUS)).overwrites()).toEqual([]);
});

test('a save is of another session if that is not in view, or if the model was picked there', () => {
  const elsewhere = new History().after(saving(OPUS, 's2'));
  const carried = new History();
  carried.record.picked('s2', GPT);
  carried.after(saving(GPT));
  const own = new History();
  own.record.picked('s1', GPT);
  own.record.picked('s1', SONNET);
  own.after(saving(GPT));
  const isOther = ({ record }: History): boolean => record.saves.some((save) => isOfAnotherSession(record, save));
  expect([elsewhere, carried, own].map(isOther)).toEqual([true, true, false]);
});

test('no model in the chip is not wrong, the first model is not once the page knows that it has no other', () => {
  const wrong = (...events: PageEvent[]): boolean[] => new History().after(...events).tab.shown.map(isWrong);
  expect(wrong(CATALOGUE, shown(''))).toEqual([false]);
  expect(wrong(CATALOGUE, shown(KIMI))).toEqual([false]);
  expect(wrong(CATALOGUE, ASKED, shown(OPUS))).toEqual([true]);
  expect(wrong(CATALOGUE, ASKED, FAILED, shown(OPUS))).toEqual([false]);
  expect(wrong(CATALOGUE, ASKED, FAILED, shown(GPT))).toEqual([true]);
});

/** Whether the display property of this name holds after these events. */
function holds(name: string, history: History): boolean {
  const property = DISPLAY_PROPERTIES.find((each) => each.name === name);
  const state = { record: history.record, hasReliableLists: true } as unknown as LiveModelsState;
  return property?.judge(state, {} as Env) === undefined;
}

test('a session that was overwritten with the model of the one before shows its own', () => {
  const property = 'pending-display-not-previous-session';
  const back: PageEvent = { kind: 'session-opened', session: 's1', model: OPUS };
  const toAndFro: PageEvent[] = [OTHER_CATALOGUE, shown(OPUS, 's2'), back, shown(OPUS)];
  expect(holds(property, new History().after(...toAndFro))).toBe(false);
  expect(holds(property, new History().after(saving(OPUS), ...toAndFro))).toBe(true);
});

test('a page that has shown and saved another model has said that the one before is gone, whatever it shows later', () => {
  const isSignalled = (...events: PageEvent[]): boolean => {
    return holds('gone-model-signalled', new History(WITHDRAWN).after(CATALOGUE, ...events));
  };
  expect(isSignalled(shown(OPUS), saving(OPUS))).toBe(true);
  expect(isSignalled(shown(OPUS), saving(OPUS), shown(KIMI))).toBe(true);
  expect(isSignalled(shown(OPUS))).toBe(false);
  expect(isSignalled(shown(WITHDRAWN))).toBe(false);
  expect(isSignalled({ kind: 'model-unavailable', session: 's1', model: WITHDRAWN }, shown(WITHDRAWN))).toBe(true);
});
