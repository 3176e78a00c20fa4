import { readFile } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import { explore } from '../explore/explore.ts';
import { runOnce } from '../run/detailed-run.ts';
import { trialOf } from '../testing/trial.ts';
import { callerOfSeam } from './caller.ts';
import { harnessFolderOf } from './folders.ts';

const { prepareStackTrace } = Error;
afterEach(() => {
  Error.prepareStackTrace = prepareStackTrace;
});

test.each<[string, typeof Error.prepareStackTrace]>([
  ['gives the calls themselves', (_error, sites) => sites],
  [
    'throws',
    () => {
      throw new Error('no stack today');
    },
  ],
  ['gives nothing', () => undefined],
])('code whose Error.prepareStackTrace %s runs as it is, and its calls have their places', async (_, hook) => {
  const scenario = trialOf({
    a: async () => {
      Error.prepareStackTrace = hook;
      await readFile('/nowhere').catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (Error.prepareStackTrace !== hook) throw new TypeError('it is another one');
    },
  });
  const { events, violations } = await runOnce(scenario);
  expect(violations).toEqual([]);
  expect(events.map(({ source }) => source.replace(/:\d+$/, '')).filter((source) => source !== '')).toEqual([
    'harness/engine/caller.test.ts',
    'harness/engine/caller.test.ts',
    'harness/engine/caller.test.ts',
  ]);
  const { verdicts } = await explore(scenario, 'only', { schedulesMax: 20 });
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['holds', 'holds', 'holds']);
});

test('a place that a stack gives as a URL is a path', () => {
  const frames = [
    '/x/raceline/harness/engine/caller.ts:29:1',
    '/x/raceline/harness/seams/a.ts:1:1',
    '/x/a%20job.ts:7:1',
  ];
  Error.prepareStackTrace = () => ['Error', ...frames.map((place) => `    at f (file://${place})`)].join('\n');
  const place = callerOfSeam();
  Error.prepareStackTrace = prepareStackTrace;
  expect(place).toBe('a job.ts:7');
});

test('a path within harness has its folder, the innermost; any other has none', () => {
  expect(harnessFolderOf('/u/raceline/harness/engine/a.ts')).toBe('/u/raceline/harness');
  expect(harnessFolderOf('/harness/node_modules/raceline/dist/harness/a.js')).toBe(
    '/harness/node_modules/raceline/dist/harness',
  );
  expect(harnessFolderOf('/u/project/src/a.ts')).toBe('');
});
