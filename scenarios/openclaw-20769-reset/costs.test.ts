import { expect, test } from 'vitest';
import { COSTS } from './costs.ts';
import { ServiceClock } from './service-clock.ts';
import { CLIENT, type Run, reloadAt, runDefault, SLOW_LOAD, workloadOf } from './staged-run.ts';

// In the default order a slow load takes 2,000 ms, an essay 2,000 ms, authentication 5 ms.

function costIn({ record, env }: Run, name: string): number | readonly number[] {
  const cost = COSTS.find((known) => known.name === name);
  if (cost === undefined) throw new Error(`no cost ${name}`);
  return cost.measure(record, env);
}

const LATE = workloadOf({ clients: [{ ...CLIENT, atMs: 1_500 }], reloads: [reloadAt(1_000, 'same')] });

test('a reset is without service while it loads, a swap never', async () => {
  expect(costIn(await runDefault('clear-then-load', LATE, SLOW_LOAD), 'longest window without service')).toBe(2_000);
  expect(costIn(await runDefault('health-gate', LATE, SLOW_LOAD), 'longest window without service')).toBe(2_000);
  expect(costIn(await runDefault('load-then-clear', LATE, SLOW_LOAD), 'longest window without service')).toBe(0);
  expect(costIn(await runDefault('reference', LATE, SLOW_LOAD), 'longest window without service')).toBe(0);
});

test('a model that a config lacks is no window without service', async () => {
  const dropped = workloadOf({ clients: [{ ...CLIENT, atMs: 5_000 }], reloads: [reloadAt(1_000, 'drop')] });
  expect(costIn(await runDefault('reference', dropped), 'longest window without service')).toBe(0);
});

test('a reset that never loads is a window to the end', async () => {
  const clients = [{ ...CLIENT, attachmentsMs: 9_000 }];
  const run = await runDefault('drain-promise-all', workloadOf({ clients, reloads: [reloadAt(1_000, 'same')] }), {
    answers: ['error'],
    loads: [],
  });
  expect(costIn(run, 'longest window without service')).toBe(run.env.now - 1_000);
});

test('a refused request counts once however often its client tries again', async () => {
  const plain = await runDefault('clear-then-load', LATE, { answers: [], loads: ['fail'] });
  expect(costIn(plain, 'requests refused')).toBe(1);
  const retried = await runDefault('client-retry', LATE, { answers: [], loads: ['fail'] });
  expect([costIn(retried, 'requests refused'), costIn(retried, 'retries')]).toEqual([1, 2]);
});

test('the latency of a retried request has its waits in it', async () => {
  const retried = await runDefault('client-retry', LATE, SLOW_LOAD);
  expect(costIn(retried, 'latency')).toEqual([3_055]);
});

test('a second reload waits for the first under the lock', async () => {
  const two = workloadOf({ clients: [], reloads: [reloadAt(1_000, 'same'), reloadAt(1_400, 'same')] });
  const run = await runDefault('reload-lock', two, SLOW_LOAD);
  expect(costIn(run, 'lock wait')).toEqual([0, 1_600]);
  expect(costIn(run, 'lock hold')).toEqual([2_000, 20]);
});

test('an answer in progress keeps its config version beside the new one, after a drain there is one only', async () => {
  const essay = workloadOf({ clients: [{ ...CLIENT, answer: 'essay' }], reloads: [reloadAt(1_000, 'same')] });
  expect(costIn(await runDefault('reference', essay), 'registries alive')).toBe(2);
  expect(costIn(await runDefault('load-then-clear', essay), 'registries alive')).toBe(2);
  expect(costIn(await runDefault('drain-promise-all', essay), 'registries alive')).toBe(1);
});

test('a stop fails what is in flight', async () => {
  const essay = workloadOf({ clients: [{ ...CLIENT, answer: 'essay' }], reloads: [reloadAt(1_000, 'same')] });
  expect(costIn(await runDefault('maintenance-window', essay), 'requests failed by reloads')).toBe(1);
  expect(costIn(await runDefault('drain-promise-all', essay), 'requests failed by reloads')).toBe(0);
});

test('the longest of several windows counts', () => {
  const clock = new ServiceClock();
  for (const [at, isServing] of [
    [10, false],
    [20, false],
    [40, true],
    [50, false],
    [60, true],
  ] as const) {
    clock.observe(at, isServing);
  }
  expect(clock.longest(1_000)).toBe(30);
  clock.observe(1_000, false);
  expect(clock.longest(1_040)).toBe(40);
});
