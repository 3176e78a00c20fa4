import { expect, test } from 'vitest';
import { defaultOrder, randomWalk, type Strategy } from '../../harness/strategy.ts';
import { floodOnce } from './flood-once.ts';
import { scenario } from './scenario.ts';
import type { Workload } from './workload.ts';

/** One for floods of a minute, which take a second each. */
const STRATEGY: Strategy = randomWalk(1);
const STRATEGIES: readonly Strategy[] = [defaultOrder, randomWalk(1), randomWalk(2)];
/** W and the slack of the disk. */
const BOUND_MS = 3_500;

/** The report's flood: 100 messages a second into one session. */
function flood(seconds: number): Workload {
  const bursts = [{ session: 1, atMs: 0, count: 100 * seconds, everyMs: 10 }];
  return { bursts, snapshotUpdates: 0, restartAtMs: null, earlier: 0 };
}

for (const implementation of ['debounce-clear-after', 'debounce-shared']) {
  test(`a minute's flood: ${implementation} writes once, a minute after the first acknowledgement`, async () => {
    const { violated, fileWrites, exposureMsMax } = await floodOnce(implementation, flood(60), STRATEGY);
    expect([violated, fileWrites]).toEqual([['bounded-exposure'], 1]);
    expect(exposureMsMax).toBeGreaterThanOrEqual(60_990);
  });
}

test("a minute's flood: coalesce-map-set keeps one message of each flush, 60 of 6,000", async () => {
  const { acknowledged, onDisk } = await floodOnce('coalesce-map-set', flood(60), STRATEGY);
  expect([acknowledged, onDisk]).toEqual([6_000, 60]);
});

for (const implementation of ['debounce-max-wait', 'reference']) {
  test(`a minute's flood: ${implementation} keeps all 6,000 messages with 60 writes at most`, async () => {
    const figures = await floodOnce(implementation, flood(60), STRATEGY);
    expect([figures.violated, figures.onDisk]).toEqual([[], 6_000]);
    expect(figures.fileWrites).toBeLessThanOrEqual(60);
    expect(figures.exposureMsMax).toBeLessThanOrEqual(BOUND_MS);
  });
}

test('five seconds of the flood without coalescing: 500 writes, and the queue falls behind further than W', async () => {
  // A disk that takes up to 10 ms a step is slower than a message every 10 ms; in the default order it takes none.
  const quick = await floodOnce('reference-without-coalescing', flood(5), defaultOrder);
  expect([quick.violated, quick.fileWrites, quick.onDisk]).toEqual([[], 500, 500]);
  for (const strategy of [randomWalk(1), randomWalk(2)]) {
    const { violated, fileWrites, onDisk } = await floodOnce('reference-without-coalescing', flood(5), strategy);
    expect([violated, fileWrites, onDisk]).toEqual([['bounded-exposure'], 500, 500]);
  }
});

/** What the report's second test prints: an update made from an old snapshot takes the place of all messages. */
const UPDATES = 100;

for (const [implementation, { says }] of Object.entries(scenario.implementations)) {
  if (says.startsWith('baseline: ')) continue;
  const passes = implementation.startsWith('reference');
  test(`the report's test 2 ${passes ? 'passes' : 'finds one message of a hundred'}: ${implementation}`, async () => {
    const workload: Workload = { bursts: [], snapshotUpdates: UPDATES, restartAtMs: null, earlier: 0 };
    for (const strategy of STRATEGIES) {
      const { logs, acknowledged } = await floodOnce(implementation, workload, strategy);
      expect(acknowledged).toBe(UPDATES);
      expect(logs).toEqual([passes ? 'All 100 messages saved' : 'Race detected: expected 100, got 1']);
    }
  });
}
