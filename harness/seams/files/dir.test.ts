import fs from 'node:fs';
import fsp from 'node:fs/promises';
import { expect, test } from 'vitest';
import { EFFECT } from '../../engine/operation.ts';
import type { Strategy } from '../../engine/strategy.ts';
import { runOnce } from '../../run/detailed-run.ts';
import type { Env } from '../../scenario/env.ts';
import { randomWalk } from '../../strategies/random-walk.ts';
import { trial } from '../../testing/trial.ts';
import type { FileOperation } from './operation.ts';

const NAMES = ['a', 'b', 'c'];

/** Runs actors of one process on a disk with three files in `/d`: the labels of their steps, and what the first returned. */
async function run(
  bodies: Readonly<Record<string, () => unknown>>,
  strategy?: Strategy,
): Promise<{ value: unknown; steps: readonly string[]; open: number }> {
  let env: Env | undefined;
  const scenario = trial((given) => {
    env = given;
    for (const name of NAMES) env.disk.write(`/d/${name}`, '');
    const process = env.process('p');
    for (const [name, body] of Object.entries(bodies)) env.actor(name, process, body);
  });
  const { run, recorder, leaks } = await runOnce(scenario, strategy === undefined ? {} : { strategy });
  expect(leaks).toEqual([]);
  const [first] = run.execution.actors;
  const steps = recorder.events.map(({ text, phase, outcome }) => `${text} ${phase} ${outcome}`.trim());
  const open = first === undefined ? 0 : (env?.disk.openFiles(first.process) ?? 0);
  return { value: first?.state.kind === 'returned' ? first.state.value : first?.state, steps, open };
}

async function namesIn(bufferSize: number): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of await fsp.opendir('/d', { bufferSize })) names.push(name);
  return names;
}

test('a folder is opened, read by as many entries as were asked for, and closed, each a step', async () => {
  const { value, steps, open } = await run({ a: () => namesIn(2) });
  expect(value).toEqual(NAMES);
  expect(steps.filter((step) => step.includes(' effect'))).toEqual([
    'a#2 opendir file:/d effect',
    'a#3 readdir file:/d effect 2 names',
    'a#4 readdir file:/d effect 1 names',
    'a#5 readdir file:/d effect',
    'a#6 closedir file:/d effect',
  ]);
  expect(open).toBe(0);
});

test('whether a new name is seen depends on when it was made, and one that is gone may be met all the same', async () => {
  const change = async (): Promise<void> => {
    await fsp.writeFile('/d/z', '');
    await fsp.unlink('/d/c');
  };
  const seen = new Set<string>();
  for (let seed = 0; seed < 300 && seen.size < 3; seed++) {
    const { value } = await run({ a: () => namesIn(2), b: change }, randomWalk(seed));
    seen.add(String(value));
  }
  expect([...seen].sort()).toEqual(['a,b,c', 'a,b,c,z', 'a,b,z']);
});

test('a directory that nobody closes stays open', async () => {
  const { open } = await run({ a: () => void fs.opendirSync('/d') });
  expect(open).toBe(1);
});

test('a directory of more names than one batch holds is read to its end', async () => {
  const { value } = await run({
    a: async () => {
      for (let i = 0; i < 1_500; i++) fs.writeFileSync(`/d/name-${i}`, '');
      const dir = await fsp.opendir('/d', { bufferSize: 4_000 });
      const first = await dir.read();
      await dir.close();
      return [first?.name, (await namesIn(4_000)).length];
    },
  });
  expect(value).toEqual(['a', 1_503]);
});

/** The footprint of the first pending read of a directory. */
async function footprintOfRead(between: () => unknown): Promise<unknown> {
  let found: unknown;
  const strategy: Strategy = {
    begin: () => true,
    choose: ({ enabled, count }) => {
      for (const operation of enabled.slice(0, count)) {
        if (operation.kind.name === 'readdir' && operation.phase === EFFECT)
          found ??= (operation as FileOperation).footprint();
      }
      return 0;
    },
    end() {},
  };
  await run(
    {
      a: async () => {
        const dir = fs.opendirSync('/d');
        between();
        await Promise.all([dir.read(), fsp.stat('/')]);
        dir.closeSync();
      },
    },
    strategy,
  );
  return found;
}

test('a read of an open directory reads its names; once that was moved, it is dependent on all', async () => {
  expect(await footprintOfRead(() => {})).toEqual({ reads: ['file:/d', 'dir:/d'], writes: [] });
  const moved = await footprintOfRead(() => fs.renameSync('/d', '/e'));
  expect(moved).toMatchObject({ writes: ['file:moved'] });
});

test('names that were read at once come without a tick between them', async () => {
  const { value } = await run({
    a: async () => {
      const seen: string[] = [];
      for await (const { name } of await fsp.opendir('/d')) {
        seen.push(name);
        process.nextTick(() => seen.push('tick'));
      }
      return seen;
    },
  });
  expect(value).toEqual([...NAMES, 'tick', 'tick', 'tick']);
});
