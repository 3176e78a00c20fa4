import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { runOnce } from '../explore/run-once.ts';
import { trial } from '../explore/trial.ts';

test('writeFile opens, writes two halves and closes, each a step', async () => {
  const { run, recorder } = await runOnce(
    trial((env) => {
      env.disk.write('/state/other', '');
      env.actor('a', env.process('p'), () => writeFile('/state/f', 'hello world'));
    }),
  );
  expect(run.violations).toEqual([]);
  expect(recorder.events.map((event) => `${event.text} ${event.phase}: ${event.outcome}`)).toEqual([
    'a#1 start actor delivery: ',
    'a#2 writeFile file:/state/f effect: open',
    'a#2 writeFile file:/state/f effect: first half, 5 of 11 bytes',
    'a#2 writeFile file:/state/f effect: second half, 11 of 11 bytes',
    'a#2 writeFile file:/state/f effect: close',
    'a#2 writeFile file:/state/f delivery: ',
  ]);
});
