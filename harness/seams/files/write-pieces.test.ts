import fsp from 'node:fs/promises';
import { expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import { randomWalk } from '../../strategies/random-walk.ts';
import { trial, trialOf } from '../../testing/trial.ts';

const write = (): Promise<void> => fsp.writeFile('/f', ['a', 'b']);

test('a file is opened, each piece written, and closed, each an operation', async () => {
  const { events, leaks } = await runOnce(trialOf({ a: write }));
  expect(leaks).toEqual([]);
  expect(events.filter(({ phase }) => phase === 'effect').map(({ text }) => text)).toEqual([
    'a#2 open file:/f',
    'a#3 write file:/f',
    'a#4 write file:/f',
    'a#5 close file:/f',
  ]);
});

test('a reader sees the file between its pieces', async () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 200 && seen.size < 4; seed++) {
    const scenario = trial((env) => {
      env.disk.write('/f', 'before');
      env.actor('a', env.process('p'), write);
      env.actor('b', env.process('q'), async () => seen.add(await fsp.readFile('/f', 'utf8')));
    });
    await runOnce(scenario, { strategy: randomWalk(seed) });
  }
  expect([...seen].sort()).toEqual(['', 'a', 'ab', 'before']);
});

test('two that write their pieces to one file at a time mix them', async () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 200 && !seen.has('acdb'); seed++) {
    const scenario = trial((env) => {
      env.actor('a', env.process('p'), () => fsp.appendFile('/f', ['a', 'b'] as never));
      env.actor('b', env.process('q'), () => fsp.appendFile('/f', ['c', 'd'] as never));
    });
    const { run } = await runOnce(scenario, { strategy: randomWalk(seed) });
    seen.add((run.execution.world as { disk: { read(path: string): string } }).disk.read('/f'));
  }
  expect(seen).toContain('acdb');
});

test('a close that fails is told beside what failed before it, and the file is closed', async () => {
  let error: unknown;
  let open = -1;
  const scenario = trial((env) => {
    env.disk.inject({ call: 'close', code: 'EIO' });
    const process = env.process('p');
    env.actor('a', process, async () => {
      error = await fsp.writeFile('/f', [5 as never]).catch((thrown) => thrown);
      open = env.disk.openFiles(process);
    });
  });
  await runOnce(scenario);
  expect(error).toBeInstanceOf(AggregateError);
  expect(error).toMatchObject({ code: 'ERR_INVALID_ARG_TYPE', errors: [{}, { code: 'EIO' }] });
  expect(open).toBe(0);
});
