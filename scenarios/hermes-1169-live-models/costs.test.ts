import { expect, test } from 'vitest';
import { COSTS } from './costs.ts';
import { nousAnswers, type Run, runStaged, workloadOf } from './staged-run.ts';
import { GPT } from './workload.ts';

function costOf({ state, env }: Run, name: string): readonly number[] {
  const cost = COSTS.find((cost) => cost.name === name);
  if (cost === undefined) throw new Error(`no cost ${name}`);
  const samples = cost.measure(state, env);
  return typeof samples === 'number' ? [samples] : samples;
}

// In the default order the session opens at 10 ms, and the live list arrives 100 ms after it was asked for at 10 ms.
test.each([
  ['original', [], [], [1]],
  ['pr-1173', [100], [100], [0]],
  ['pr-1174', [100], [100], [0]],
  ['inject-option', [0], [], [0]],
  ['reference', [0], [], [0]],
])(
  '%s shows the model of the session after %j ms, another one for %j ms, for good on %j pages',
  async (name, latency, wrong, forGood) => {
    const run = await runStaged(name, workloadOf(['live-only']));
    expect(costOf(run, 'latency')).toEqual(latency);
    expect(costOf(run, 'wrong model shown')).toEqual(wrong);
    expect(costOf(run, 'wrong for good')).toEqual(forGood);
  },
);

test('each session that is opened counts anew', async () => {
  const run = await runStaged(
    'pr-1174',
    workloadOf(['static', 'live-only'], [{ atMs: 30, withinMs: 0, kind: 'switch', session: 1 }]),
  );
  expect(costOf(run, 'latency')).toEqual([0, 70]);
});

test.each([
  ['original', 1, 1],
  ['pr-1173', 1, 1],
  ['pr-1174', 0, 0],
  ['reference', 0, 0],
])('%s writes the session file %i times, %i of them unasked', async (name, writes, unasked) => {
  const run = await runStaged(name, workloadOf(['live-only']));
  expect(costOf(run, 'file writes')).toEqual([writes]);
  expect(costOf(run, 'retries')).toEqual([unasked]);
});

test('a pick is a write that the user asked for', async () => {
  const pick = { atMs: 60, withinMs: 0, kind: 'pick' as const, model: GPT };
  const run = await runStaged('reference', workloadOf(['static'], [pick]));
  expect(costOf(run, 'file writes')).toEqual([1]);
  expect(costOf(run, 'retries')).toEqual([0]);
});

test('a fetch that fails leaves the chip of #1174 wrong for good; its requests are counted', async () => {
  const run = await runStaged('pr-1174', workloadOf(['live-only']), nousAnswers('fails'));
  expect(costOf(run, 'wrong for good')).toEqual([1]);
  expect(costOf(run, 'requests')).toEqual([4]);
});
