import { symlinkSync } from 'node:fs';
import fs from 'node:fs/promises';
import { expect, test } from 'vitest';
import { EFFECT, type Footprint } from '../../engine/operation.ts';
import type { Strategy } from '../../engine/strategy.ts';
import { runOnce } from '../../run/detailed-run.ts';
import type { Env } from '../../scenario/env.ts';
import { trial } from '../../testing/trial.ts';
import type { FileOperation } from './operation.ts';

/** Footprints of the first operation of each body, all pending at once, before any of them acts. */
async function footprints(
  bodies: Readonly<Record<string, () => unknown>>,
  prepare: (env: Env) => void = () => {},
): Promise<Record<string, Footprint>> {
  const found: Record<string, Footprint> = {};
  const scenario = trial((env) => {
    env.disk.write('/state/f', 'text');
    env.disk.mkdir('/state/d');
    prepare(env);
    for (const [name, body] of Object.entries(bodies)) env.actor(name, env.process(name), body);
  });
  const startsFirst: Strategy = {
    begin: () => true,
    choose: ({ enabled, count }) => {
      const start = enabled.slice(0, count).findIndex((operation) => operation.kind.name === 'start');
      if (start >= 0) return start;
      for (const operation of enabled.slice(0, count)) {
        if (operation.phase === EFFECT)
          found[operation.actor.name] ??= sorted((operation as FileOperation).footprint());
      }
      return 0;
    },
    end() {},
  };
  // A single operation is no choice: the second actor makes it one.
  await runOnce(scenario, { strategy: startsFirst });
  return found;
}

function sorted({ reads, writes }: Footprint): Footprint {
  return { reads: [...reads].sort(), writes: [...writes].sort() };
}

test('a read touches the names on its way; a write of a file that is there not its directory', async () => {
  const found = await footprints({
    read: () => fs.readFile('/state/f'),
    write: () => fs.writeFile('/state/f', 'x'),
    create: () => fs.writeFile('/state/g', 'x'),
    list: () => fs.readdir('/state'),
    stat: () => fs.stat('/state/d'),
  });
  expect(found).toEqual({
    read: { reads: ['file:/state', 'file:/state/f'], writes: [] },
    write: { reads: ['file:/state'], writes: ['file:/state/f'] },
    create: { reads: ['file:/state'], writes: ['dir:/state', 'file:/state/g'] },
    list: { reads: ['dir:/state', 'file:/state'], writes: [] },
    stat: { reads: ['dir:/state/d', 'file:/state', 'file:/state/d'], writes: [] },
  });
});

test('a recursive readdir reads the names in every folder below', async () => {
  const found = await footprints({
    all: () => fs.readdir('/state', { recursive: true }),
    create: () => fs.writeFile('/state/d/new', 'x'),
  });
  expect(found.all?.reads).toEqual(['dir:/state', 'dir:/state/d', 'file:/state', 'file:/state/d']);
  expect(found.create?.writes).toEqual(['dir:/state/d', 'file:/state/d/new']);
});

test('a rename and a link touch both names and both directories', async () => {
  const found = await footprints({
    rename: () => fs.rename('/state/f', '/state/d/f'),
    link: () => fs.link('/state/f', '/state/d/g'),
  });
  expect(found).toEqual({
    rename: {
      reads: ['file:/state', 'file:/state/d'],
      writes: ['dir:/state', 'dir:/state/d', 'file:/state/d/f', 'file:/state/f'],
    },
    link: {
      reads: ['file:/state', 'file:/state/d'],
      writes: ['dir:/state/d', 'file:/state/d/g', 'file:/state/f'],
    },
  });
});

test('injected faults make all file calls dependent: which of them meets the fault is a matter of order', async () => {
  const found = await footprints({ a: () => fs.readFile('/state/f'), b: () => fs.readFile('/other') }, (env) => {
    env.disk.inject({ call: 'read', code: 'EIO', path: '/none' });
  });
  expect(found.a?.writes).toEqual(['file:faults']);
  expect(found.b?.writes).toEqual(['file:faults']);
});

test('symbolic links make all file calls dependent: names no longer tell what is the same', async () => {
  const read = (): unknown => fs.readFile('/state/f');
  const found = await footprints({
    a: () => {
      symlinkSync('/state/f', '/link');
      return read();
    },
    b: read,
  });
  expect([found.a?.writes, found.b?.writes]).toEqual([['file:symlinks'], ['file:symlinks']]);
});

test('an open file that was renamed and a path that leads to it have the inode in common', async () => {
  const found: Footprint[] = [];
  let inode = '';
  const scenario = trial((env) => {
    env.disk.write('/f', 'text');
    inode = `inode:${env.disk.volume.root.entries.get('f')?.ino}`;
    env.actor('a', env.process('a'), async () => {
      const handle = await fs.open('/f', 'r+');
      await fs.rename('/f', '/g');
      await Promise.all([handle.write('x'), fs.readFile('/g')]);
    });
  });
  const watching: Strategy = {
    begin: () => true,
    choose: ({ enabled, count }) => {
      if (found.length === 0)
        found.push(...enabled.slice(0, count).map((operation) => sorted((operation as FileOperation).footprint())));
      return 0;
    },
    end() {},
  };
  await runOnce(scenario, { strategy: watching });
  expect(found).toEqual([
    { reads: [], writes: ['file:/f', inode] },
    { reads: ['file:/g', inode], writes: [] },
  ]);
});
