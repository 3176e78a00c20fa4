import { hrtime } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { explore } from '../../explore/explore.ts';
import { runOnce } from '../../run/detailed-run.ts';
import { readTwice } from '../../testing/read-twice.ts';
import { trialOf } from '../../testing/trial.ts';
import { realNow } from './clock.ts';

// Copies from before any slice, as packages keep them.
const { now } = Date;
const performanceNow = performance.now.bind(performance);

const START = '2026-03-04T05:06:07.000Z';

/** When the execution begins, and 1,234 ms later. */
async function readByActor(read: () => unknown): Promise<unknown[]> {
  return (await readTwice(read, { startAt: START })).seen;
}

test('every clock reads virtual time, the same in every execution', async () => {
  const read = (): unknown => [
    new Date().toISOString(),
    Date.now() - Date.parse(START),
    performance.now(),
    performance.timeOrigin - Date.parse(START),
    process.hrtime(),
    process.hrtime.bigint(),
    process.hrtime([0, 0]),
  ];
  const expected = [
    ['2026-03-04T05:06:07.000Z', 0, 0, 0, [0, 0], 0n, [0, 0]],
    ['2026-03-04T05:06:08.234Z', 1_234, 1_234, 0, [1, 234e6], 1_234_000_000n, [1, 234e6]],
  ];
  expect(await readByActor(read)).toEqual(expected);
  expect(await readByActor(read)).toEqual(expected);
});

test('clocks begin anew in each execution of one slice', async () => {
  const seen = new Set<string>();
  const scenario = trialOf(
    {
      a: async () => {
        const began = `${Date.now()} ${performance.now()} ${process.hrtime.bigint()}`;
        await sleep(1_234);
        seen.add(`${began} ${Date.now()} ${performance.now()} ${process.hrtime.bigint()}`);
      },
    },
    { startAt: START },
  );
  const { executions } = await explore(scenario, 'only', { schedulesMax: 20 });
  expect(executions).toBeGreaterThanOrEqual(20);
  const start = Date.parse(START);
  expect([...seen]).toEqual([`${start} 0 0 ${start + 1_234} 1234 1234000000`]);
});

test('copies of clock functions from before the slice read virtual time too', async () => {
  const read = (): unknown => [now() - Date.parse(START), performanceNow(), hrtime(), hrtime.bigint()];
  expect(await readByActor(read)).toEqual([
    [0, 0, [0, 0], 0n],
    [1_234, 1_234, [1, 234e6], 1_234_000_000n],
  ]);
});

test('marks and measures are those of one execution, on virtual time', async () => {
  const read = (): unknown => {
    const mark = performance.mark('begun', { detail: 1 });
    const measure = performance.measure('took', 'begun');
    const whole = performance.measure('whole');
    const asked = performance.measure('asked', { start: 1, duration: 2 });
    return [mark.startTime, measure.duration, whole.duration, asked.startTime, performance.getEntries().length];
  };
  for (let i = 0; i < 2; i++) {
    expect(await readByActor(read)).toEqual([
      [0, 0, 0, 1, 4],
      [1_234, 0, 1_234, 1, 8],
    ]);
  }
  expect(performance.getEntriesByName('took')).toEqual([]);
});

test('the timeline is filtered, cleared, and refuses what Node refuses', async () => {
  const [seen] = await readByActor(() => {
    for (const name of ['a', 'b', 'a']) performance.mark(name);
    performance.measure('a', 'a');
    const before = [performance.getEntriesByName('a').length, performance.getEntriesByType('mark').length];
    performance.clearMarks('a');
    const after = performance.getEntriesByName('a').map(({ entryType }) => entryType);
    performance.clearMeasures();
    return [...before, after, performance.getEntries().length];
  });
  expect(seen).toEqual([3, 3, ['measure'], 1]);
  const [refused] = await readByActor(() => {
    try {
      return performance.measure('c', 'a');
    } catch (error) {
      return String(error);
    }
  });
  expect(refused).toMatch(/"a" performance mark has not been set/);
});

test('what code puts in the place of a clock function stays, and so does what it adds', async () => {
  const { now: real } = performance;
  Object.defineProperty(performance, 'now', { value: () => 42, configurable: true, writable: true });
  Object.assign(performance, { added: 1 });
  try {
    const read = (): unknown => [performance.now(), Reflect.get(performance, 'added')];
    expect(await readByActor(read)).toEqual([
      [42, 1],
      [42, 1],
    ]);
    expect(await readByActor(() => Object.assign(performance, { added: 2 }).added)).toEqual([2, 2]);
    expect(read()).toEqual([42, 2]);
  } finally {
    Reflect.deleteProperty(performance, 'now');
    Reflect.deleteProperty(performance, 'added');
  }
  expect(performance.now).toBe(real);
});

test('a date made in an execution is a Date outside it', async () => {
  const [date] = await readByActor(() => new Date());
  expect(date).toBeInstanceOf(Date);
  expect(date).toEqual(new Date(START));
});

test('after the slice clocks are real, and the harness has real time within it', async () => {
  const before = realNow();
  const [inside] = await readByActor(realNow);
  expect(Number(inside)).toBeGreaterThanOrEqual(before);
  expect(Math.abs(performance.now() - realNow())).toBeLessThan(1_000);
  expect(Date.now()).not.toBe(Date.parse(START) + 1_234);
  expect(process.hrtime.bigint()).toBeGreaterThan(1_234_000_000n);
});

test('clocks go on from where they were, however often time moves', async () => {
  const seen: number[] = [];
  const a = async (): Promise<void> => {
    for (let i = 0; i < 3; i++) {
      await sleep(5);
      seen.push(Date.now() - Date.parse(START), performance.now());
    }
  };
  await runOnce(trialOf({ a }, { startAt: START }));
  expect(seen).toEqual([5, 5, 10, 10, 15, 15]);
});
