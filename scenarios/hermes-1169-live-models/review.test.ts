import { describe, expect, test } from 'vitest';
import { PROFILE_MODEL } from './actors.ts';
import { NO_FAULTS, nousAnswers, type Run, runStaged, workloadOf } from './staged-run.ts';
import { type Action, type Faults, KIMI, OPUS, SONNET, type Workload } from './workload.ts';
import { readModel } from './world.ts';

// What the review of #1174 says, row by row and by execution. Where a row is true of some orders only, the test says which.

function at(atMs: number, kind: 'touch' | 'refresh' | 'editor'): Action {
  return { atMs, withinMs: 0, kind };
}

function go(atMs: number, session: number): Action {
  return { atMs, withinMs: 0, kind: 'switch', session };
}

const TO_OPENROUTER: Action = { atMs: 200, withinMs: 0, kind: 'activate', provider: 'openrouter' };

function merged(workload: Workload, faults: Faults = NO_FAULTS): Promise<Run> {
  return runStaged('pr-1174', workload, faults);
}

function shownIn({ state }: Run): string[] {
  return state.record.tabs[0]?.shown.map(({ model }) => model) ?? [];
}

function savedIn({ state }: Run): string[] {
  return state.record.saves.map(({ session, model }) => `${session} ${model}`);
}

describe('invariants of the static harness, on #1174 as it runs', () => {
  test.each([
    ['all', false],
    ['fails', false],
    ['empty', false],
    ['without', false],
    ['hangs', true],
  ] as const)(
    '1 to 3: a provider is pending from before its request until the answer; after %s: %s',
    async (answer, isLeft) => {
      const { samples } = await merged(workloadOf(['live-only']), nousAnswers(answer));
      expect(samples.some(({ isPending }) => isPending)).toBe(true);
      for (const { isPending, fetches } of samples) expect(isPending).toBe(fetches > 0);
      expect(samples.at(-1)?.isPending).toBe(isLeft);
    },
  );

  test('4: a kept list is inserted without a fetch', async () => {
    const { state, samples } = await merged(workloadOf(['live-only'], [at(1_000, 'refresh')]));
    expect(state.record.tabs[0]?.begun.get('nous')).toBe(1);
    expect(samples.filter(({ at, isPending }) => at >= 1_000 && isPending)).toEqual([]);
  });

  test('5 and 6: syncTopbar changes neither the dropdown nor the disk while the list is on its way, and does both after it failed', async () => {
    const pending = await merged(
      workloadOf(['static', 'live-only'], [go(30, 1), at(90, 'touch')]),
      nousAnswers('fails'),
    );
    expect(savedIn(pending)).toEqual([]);
    expect(pending.samples.find(({ at }) => at === 90)?.selected).toBe(SONNET);
    const over = await merged(workloadOf(['static', 'live-only'], [go(30, 1), at(900, 'touch')]), nousAnswers('fails'));
    expect(savedIn(over)).toEqual([`s2 ${OPUS}`]);
    expect(over.samples.at(-1)?.selected).toBe(OPUS);
  });

  test('7: the model of the session is selected as its list arrives', async () => {
    const { samples } = await merged(workloadOf(['live-only']));
    const arrival = samples.findIndex(({ fetches }, i) => fetches === 0 && samples[i - 1]?.fetches === 1);
    expect(samples[arrival - 1]?.selected).toBe(OPUS);
    expect(samples[arrival]?.selected).toBe(KIMI);
  });

  test.each([
    ['pr-1174', PROFILE_MODEL],
    ['pr-1173', KIMI],
  ])('8: after the live list has come into the profile editor with %s, it shows %s', async (name, shown) => {
    const { state } = await runStaged(name, workloadOf(['live-only'], [at(1_000, 'editor')]));
    expect(state.editors.map(({ value }) => value)).toEqual([shown]);
  });
});

describe('edge table', () => {
  test('row 1: a model of the static list is found at once', async () => {
    const run = await merged(workloadOf(['static'], [at(50, 'touch')]));
    expect(shownIn(run)).toEqual([SONNET]);
    expect(savedIn(run)).toEqual([]);
    expect(run.broken).toEqual([]);
  });

  test('row 2: a model of the live list waits and is shown; until then the chip names the first option', async () => {
    const run = await merged(workloadOf(['live-only']));
    expect(shownIn(run)).toEqual([OPUS, KIMI]);
    expect(savedIn(run)).toEqual([]);
    expect(run.broken).toEqual(['no-wrong-model-shown']);
  });

  test('row 3: a failed fetch alone leaves a model in the chip that is not on disk; the next syncTopbar saves it', async () => {
    const alone = await merged(workloadOf(['live-only']), nousAnswers('fails'));
    expect([shownIn(alone), readModel(alone.env, 's1')]).toEqual([[OPUS], KIMI]);
    expect(alone.broken).toContain('display-converges');
    const synced = await merged(workloadOf(['live-only'], [at(900, 'touch')]), nousAnswers('fails'));
    expect(readModel(synced.env, 's1')).toBe(OPUS);
    expect(synced.broken).toEqual(['no-overwrite-fetch-fails-strict', 'no-wrong-model-shown']);
  });

  test('row 4: a kept list with the model puts it back in the same step', async () => {
    const run = await merged(workloadOf(['live-only'], [at(1_000, 'refresh'), at(1_500, 'touch')]));
    expect(shownIn(run)).toEqual([OPUS, KIMI]);
    expect(savedIn(run)).toEqual([]);
  });

  test('row 5: a kept list without the model means a reset, though the provider offers the model by now', async () => {
    const run = await merged(workloadOf(['static', 'live-only'], [go(1_000, 1)]), nousAnswers('without'));
    expect(savedIn(run)).toEqual([`s2 ${OPUS}`]);
    expect(run.broken).toContain('no-overwrite-stale-cache-strict');
    const kept = await runStaged(
      'reference',
      workloadOf(['static', 'live-only'], [go(1_000, 1)]),
      nousAnswers('without'),
    );
    expect(shownIn(kept)).toEqual([SONNET, KIMI]);
    expect(kept.logs.filter((line) => line.includes('no longer available'))).toEqual([]);
  });

  test.each([
    ['pr-1174', ['no-overwrite-provider-changes']],
    ['pr-1174-session-provider', []],
    ['inject-option', []],
  ])('row 6: when the active provider changes, %s breaks %j', async (name, broken) => {
    const run = await runStaged(name, workloadOf(['live-only'], [TO_OPENROUTER, at(1_500, 'touch')]));
    expect(run.broken.filter((property) => property.startsWith('no-overwrite'))).toEqual(broken);
  });

  test('row 7: the list that comes into the profile editor stays out of the chat header, whose model is overwritten', async () => {
    const run = await merged(workloadOf(['live-only'], [at(300, 'editor'), at(900, 'touch')]), nousAnswers('fails'));
    expect(run.state.editors.map(({ value }) => value)).toEqual([PROFILE_MODEL]);
    expect(run.state.editors.flatMap(({ options }) => Array.from(options, ({ value }) => value))).toContain(KIMI);
    expect(savedIn(run)).toEqual([`s1 ${OPUS}`]);
  });
});

describe('comparison of #1173 and #1174', () => {
  test('re-apply location: both put the model back from a kept list too', async () => {
    for (const name of ['pr-1173', 'pr-1174']) {
      const run = await runStaged(name, workloadOf(['live-only'], [at(1_000, 'refresh')]));
      expect(shownIn(run)).toEqual([OPUS, KIMI]);
    }
    const original = await runStaged('original', workloadOf(['live-only'], [at(1_000, 'refresh')]));
    expect(shownIn(original)).toEqual([OPUS]);
  });

  test('while pending: #1173 flickers to the first option, #1174 stays on the model of the session before', async () => {
    const workload = workloadOf(['static', 'live-only'], [go(60, 1)]);
    const [rival, fix] = [await runStaged('pr-1173', workload), await merged(workload)];
    expect(shownIn(rival)).toEqual([SONNET, OPUS, KIMI]);
    expect(shownIn(fix)).toEqual([SONNET, SONNET, KIMI]);
    expect(rival.broken).toEqual(['no-wrong-model-shown', 'no-needless-save']);
    expect(fix.broken).toEqual(['no-wrong-model-shown', 'pending-display-not-previous-session']);
    expect(shownIn(await runStaged('reference', workload))).toEqual([SONNET, KIMI]);
  });

  test('round trip: #1173 saves the model once more, #1174 saves nothing', async () => {
    expect(savedIn(await runStaged('pr-1173', workloadOf(['live-only'])))).toEqual([`s1 ${KIMI}`]);
    expect(savedIn(await merged(workloadOf(['live-only'])))).toEqual([]);
  });
});

describe('what the review does not mention', () => {
  test('before /api/models has answered nothing is pending, and #1174 overwrites as before', async () => {
    const run = await merged({ ...workloadOf(['live-only']), catalogueMs: [200, 500] });
    expect(savedIn(run)).toEqual([`s1 ${OPUS}`]);
    expect(run.broken).toEqual(['no-overwrite-before-list', 'no-wrong-model-shown']);
  });

  test.each([
    ['pr-1174', [`s1 ${OPUS}`]],
    ['pr-1174-counter', []],
    ['reference', []],
  ])('of two fetches the first fails, and %s saves %j while the second is on its way', async (name, saved) => {
    // The second is under way from 110 ms at the earliest to 200 ms at the latest.
    const run = await runStaged(
      name,
      workloadOf(['live-only'], [at(60, 'refresh'), at(150, 'touch')]),
      nousAnswers('fails'),
    );
    expect(savedIn(run)).toEqual(saved);
  });
});
