import fs from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import type { Strategy } from '../../engine/strategy.ts';
import { runOnce } from '../../run/detailed-run.ts';
import { randomWalk } from '../../strategies/random-walk.ts';
import { trial } from '../../testing/trial.ts';

const LINES = 'one\ntwo\nthree\n';

/** Runs one actor on a disk with three lines in `/in`: what it returned, and the resources of its steps. */
async function run(body: () => unknown, strategy?: Strategy): Promise<{ value: unknown; steps: readonly string[] }> {
  const scenario = trial((env) => {
    env.disk.write('/in', LINES);
    env.actor('a', env.process('p'), body);
  });
  const { run, recorder, leaks } = await runOnce(scenario, strategy === undefined ? {} : { strategy });
  expect(leaks).toEqual([]);
  expect(run.violations).toEqual([]);
  const state = run.execution.actors[0]?.state;
  const steps = recorder.events.map(({ text, phase }) => `${text.split(' ').slice(1).join(' ')} ${phase}`);
  return { value: state?.kind === 'returned' ? state.value : state, steps };
}

test('a pipeline of file streams copies a file on the simulated disk, call by call', async () => {
  for (let seed = 0; seed < 20; seed++) {
    const { value, steps } = await run(async () => {
      await pipeline(fs.createReadStream('/in', { highWaterMark: 5, start: 4 }), fs.createWriteStream('/out'));
      return readFile('/out', 'utf8');
    }, randomWalk(seed));
    expect(value).toBe('two\nthree\n');
    expect(steps).toContain('read file:/in effect');
    expect(steps.some((step) => /^writev? file:\/out effect$/.test(step))).toBe(true);
  }
  expect(fs.existsSync('/out')).toBe(false);
});

test('streams of a handle read, write and close it', async () => {
  const { value, steps } = await run(async () => {
    const source = await open('/in');
    const target = await open('/out', 'w');
    await pipeline(source.createReadStream({ encoding: 'utf8' }), target.createWriteStream());
    const lines: string[] = [];
    for await (const line of (await open('/out')).readLines()) lines.push(line);
    return [lines, source.fd, target.fd];
  });
  expect(value).toEqual([['one', 'two', 'three'], -1, -1]);
  expect(steps.filter((step) => step.startsWith('close') && step.endsWith('effect'))).toHaveLength(3);
});

test('streams of a handle begin where they are told, whatever the size of their pieces', async () => {
  const { value } = await run(async () => {
    const source = await open('/in');
    let text = '';
    for await (const piece of source.createReadStream({ encoding: 'utf8', start: 4, end: 9, highWaterMark: 4 }))
      text += piece;
    const target = await open('/in', 'r+');
    await pipeline(['T', 'W'], target.createWriteStream({ start: 4 }));
    return [text, await readFile('/in', 'utf8')];
  });
  expect(value).toEqual(['two\nth', 'one\nTWo\nthree\n']);
});

test('a stream of a file that is not there fails as it does in Node', async () => {
  const { value } = await run(() =>
    pipeline(fs.createReadStream('/nope'), fs.createWriteStream('/out')).catch((error: { code: string }) => error.code),
  );
  expect(value).toBe('ENOENT');
});

/** Node's documentation warns of it: lines that come between `createInterface` and `for await` are lost. */
test('readline loses the lines that come before anybody iterates over them', async () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 50; seed++) {
    const scenario = trial((env) => {
      env.disk.write('/in', LINES);
      env.actor('a', env.process('p'), async () => {
        const lines = createInterface({ input: fs.createReadStream('/in') });
        await readFile('/in');
        let count = 0;
        for await (const _ of lines) count++;
        seen.add(`${count} lines`);
      });
    });
    await runOnce(scenario, { strategy: randomWalk(seed) });
  }
  expect([...seen].toSorted()).toEqual(['0 lines', '3 lines']);
});

test('a web stream of a handle reads it piece by piece, and what it has begun is done before the handle closes', async () => {
  const { value, steps } = await run(async () => {
    const handle = await open('/in');
    const reader = handle.readableWebStream({ type: 'bytes' } as object).getReader();
    const first = (await reader.read()) as { value: Uint8Array };
    const second = reader.read();
    await handle.close();
    return [Buffer.from(first.value).toString(), (await second).done, handle.fd];
  });
  expect(value).toEqual([LINES, true, -1]);
  expect(steps.filter((step) => step.endsWith('effect'))).toEqual([
    'open file:/in effect',
    'read file:/in effect',
    'close file:/in effect',
  ]);
});
