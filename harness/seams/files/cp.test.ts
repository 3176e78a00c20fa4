import fs from 'node:fs';
import fsp from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Strategy } from '../../engine/strategy.ts';
import { runOnce } from '../../run/detailed-run.ts';
import { randomWalk } from '../../strategies/random-walk.ts';
import { trial } from '../../testing/trial.ts';

/** Runs actors on a disk with `/a/f` and `/a/g`: the labels of the effects of the first, and what each returned. */
async function run(
  bodies: Readonly<Record<string, () => unknown>>,
  strategy?: Strategy,
): Promise<{ steps: readonly string[]; states: readonly unknown[]; leaks: readonly string[] }> {
  const scenario = trial((env) => {
    env.disk.write('/a/f', 'one');
    env.disk.write('/a/g', 'two');
    for (const [name, body] of Object.entries(bodies)) env.actor(name, env.process(name), body);
  });
  const { run, events, leaks } = await runOnce(scenario, strategy === undefined ? {} : { strategy });
  const steps = events.filter(({ phase, text }) => phase === 'effect' && text.startsWith('a#'));
  return {
    steps: steps.map(({ text }) => text.slice(2)),
    states: run.execution.actors.map(({ state }) => state),
    leaks,
  };
}

const tree = { recursive: true };

test('each call within a copy is an operation of its own', async () => {
  const { steps, leaks } = await run({ a: () => fsp.cp('/a/f', '/b') });
  expect(leaks).toEqual([]);
  expect(steps).toEqual([
    '2 lstat file:/a/f',
    '3 lstat file:/b',
    '4 stat file:/',
    '5 lstat file:/a/f',
    // The target is made, then filled.
    '6 copyFile file:/b',
    '6 copyFile file:/b',
    '7 chmod file:/b',
  ]);
});

test('others find half a tree, and what they make meanwhile is met', async () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 200 && seen.size < 4; seed++) {
    const look = async (): Promise<void> => {
      for (let i = 0; i < 8; i++) seen.add(String(await fsp.readdir('/b').catch(({ code }) => code)));
    };
    await run({ a: () => fsp.cp('/a', '/b', tree), b: look }, randomWalk(seed));
  }
  expect([...seen].sort()).toEqual(['', 'ENOENT', 'f', 'f,g']);
});

test('of two copies to one place at a time one may fail: it finds what the other has made meanwhile', async () => {
  const codes = new Set<unknown>();
  const copy = async (): Promise<unknown> => {
    return fsp.cp('/a', '/b', tree).then(
      () => 'copied',
      ({ code }) => code,
    );
  };
  for (let seed = 0; seed < 100 && codes.size < 2; seed++) {
    const { states } = await run({ a: copy, b: copy }, randomWalk(seed));
    for (const state of states) codes.add((state as { value: unknown }).value);
  }
  expect([...codes].sort()).toEqual(['EEXIST', 'copied']);
});

test('nobody gets between the calls of a synchronous copy', async () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 30; seed++) {
    const look = async (): Promise<void> => {
      seen.add(String(await fsp.readdir('/b').catch(({ code }) => code)));
    };
    await run({ a: () => fs.cpSync('/a', '/b', tree), b: look }, randomWalk(seed));
  }
  expect([...seen].sort()).toEqual(['ENOENT', 'f,g']);
});

test('a filter is asked while the copy goes on, and may take its time', async () => {
  const filter = async (from: string): Promise<boolean> => {
    await fsp.stat(from);
    return !from.endsWith('g');
  };
  const { states } = await run({
    a: async () => {
      await fsp.cp('/a', '/b', { ...tree, filter });
      return fsp.readdir('/b');
    },
  });
  expect(states).toMatchObject([{ value: ['f'] }]);
});

const SAME = 'Invalid src or dest: cp returned EINVAL (src and dest cannot be the same) /a/f';

test('a link is copied, or what it leads to; a folder does not go into itself by a link', async () => {
  const { states, leaks } = await run({
    a: async () => {
      fs.symlinkSync('/a', '/l');
      fs.symlinkSync('/a/f', '/k');
      await fsp.cp('/k', '/link');
      await fsp.cp('/k', '/file', { dereference: true });
      await fsp.cp('/l', '/folder', { ...tree, dereference: true });
      const error = await fsp.cp('/a', '/l/sub', tree).catch((reason) => reason);
      const same = await fsp.cp('/k', '/a/f', { dereference: true }).catch((reason) => reason);
      const links = ['/link', '/file', '/folder'].map((path) => fs.lstatSync(path).isSymbolicLink());
      return [...links, fs.readdirSync('/folder'), error.code, same.message];
    },
  });
  expect(leaks).toEqual([]);
  expect(states).toEqual([{ kind: 'returned', value: [true, false, false, ['f', 'g'], 'ERR_FS_CP_EINVAL', SAME] }]);
});
