import fs from 'node:fs';
import fsp from 'node:fs/promises';
import { expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import type { Env } from '../../scenario/env.ts';
import { randomWalk } from '../../strategies/random-walk.ts';
import { trial } from '../../testing/trial.ts';

interface Seen {
  readonly told: readonly string[];
  readonly steps: readonly string[];
  readonly ending: string;
}

/** `watcher` watches `/d/f` in a process of its own while `writer` acts, in an order drawn from the seed. */
async function run(watch: (told: string[]) => unknown, act: () => unknown, seed?: number): Promise<Seen> {
  const told: string[] = [];
  const scenario = trial((env: Env) => {
    env.disk.write('/d/f', 'before');
    env.actor('watcher', env.process('p'), () => watch(told));
    env.actor('writer', env.process('q'), act, { atMs: 1 });
  });
  const { events, ending, leaks } = await runOnce(scenario, seed === undefined ? {} : { strategy: randomWalk(seed) });
  expect(leaks).toEqual([]);
  return { told, steps: events.map(({ text, phase, outcome }) => `${text} ${phase} ${outcome}`.trim()), ending };
}

const byCallback =
  (path: string) =>
  (told: string[]): void => {
    fs.watch(path, (type, name) => told.push(`${type} ${name} ${fs.readFileSync('/d/f', 'utf8')}`));
  };

test('an event is an operation of who watches, delivered after the change', async () => {
  const { told, steps, ending } = await run(byCallback('/d/f'), () => fsp.appendFile('/d/f', '!'));
  expect(told).toEqual(['change f before!']);
  expect(steps.filter((step) => step.includes('fs-event'))).toEqual(['watcher#2 fs-event watches:p delivery change f']);
  expect(ending).toBe('quiescent');
});

test('a file that is replaced by a rename is watched no longer, its folder is', async () => {
  const replace = async (): Promise<void> => {
    for (const text of ['once', 'twice']) {
      await fsp.writeFile('/tmp/new', text);
      await fsp.rename('/tmp/new', '/d/f');
    }
  };
  const ofFile = await run(byCallback('/d/f'), replace);
  expect(ofFile.told.map((each) => each.split(' ')[0])).toEqual(['change', 'rename', 'rename']);
  const texts = new Set<string>();
  for (let seed = 0; seed < 100 && texts.size < 2; seed++) {
    for (const each of (await run(byCallback('/d'), replace, seed)).told) texts.add(each);
  }
  expect([...texts].sort()).toEqual(['rename f once', 'rename f twice']);
});

test('names to ignore, and folders with all that is below, are refused by name', async () => {
  for (const options of [{ ignore: 'x' }, { recursive: true }] as fs.WatchOptions[]) {
    const scenario = trial((env: Env) => {
      env.disk.write('/d/f', 'x');
      env.actor('a', env.process('p'), () => void fs.watch('/d', options));
    });
    expect((await runOnce(scenario)).leaks[0]).toMatch(/fs\.watch (?:with names|of a folder)/);
  }
});

test('a handler may read the file before, between and after the writes that it is told of', async () => {
  const texts = new Set<string>();
  for (let seed = 0; seed < 200 && texts.size < 3; seed++) {
    const { told } = await run(byCallback('/d/f'), () => fsp.writeFile('/d/f', 'ab'), seed);
    for (const each of told) texts.add(each);
  }
  expect([...texts].sort()).toEqual(['change f ', 'change f a', 'change f ab']);
});

test('who looks before it watches may wait for ever: the deadlock is found', async () => {
  const wait = async (): Promise<void> => {
    if ((await fsp.readFile('/d/f', 'utf8')) === 'after') return;
    await new Promise((resolve) => fs.watch('/d', resolve));
  };
  const endings = new Set<string>();
  for (let seed = 0; seed < 100; seed++) {
    const scenario = trial((env: Env) => {
      env.disk.write('/d/f', 'before');
      env.disk.write('/d/g', 'after');
      env.actor('waiter', env.process('p'), wait);
      env.actor('writer', env.process('q'), () => fsp.rename('/d/g', '/d/f'));
    });
    endings.add((await runOnce(scenario, { strategy: randomWalk(seed) })).ending);
  }
  expect([...endings].sort()).toEqual(['deadlock', 'quiescent']);
});

test('a watch keeps its process alive unless it is told not to, or closed', async () => {
  const ends = async (watch: () => unknown): Promise<boolean> => {
    let hasEnded = false;
    const scenario = trial((env: Env) => {
      env.disk.mkdir('/d');
      env.actor('a', env.process('p'), () => {
        process.on('exit', () => {
          hasEnded = true;
        });
        watch();
      });
    });
    await runOnce(scenario);
    return hasEnded;
  };
  expect(await ends(() => fs.watch('/d'))).toBe(false);
  expect(await ends(() => fs.watch('/d').unref())).toBe(true);
  expect(await ends(() => fs.watch('/d', { persistent: false }))).toBe(true);
  expect(await ends(() => fs.watch('/d').close())).toBe(true);
});

test('a killed process is told of nothing more', async () => {
  let told = 0;
  const scenario = trial((env: Env) => {
    env.disk.mkdir('/d');
    const watching = env.process('p');
    env.actor('a', watching, () => void fs.watch('/d', () => told++));
    env.actor(
      'b',
      env.process('q'),
      async () => {
        env.kill(watching);
        await fsp.writeFile('/d/f', '');
      },
      { atMs: 1 },
    );
  });
  await runOnce(scenario);
  expect(told).toBe(0);
});

test('what fs.watch refuses before it looks has no file name', async () => {
  let error: unknown;
  await run(
    () => {
      try {
        fs.watch(5 as never);
      } catch (refused) {
        error = refused;
      }
    },
    () => {},
  );
  expect(error).toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
  expect(error).not.toHaveProperty('filename');
});
