import { link, open, readFile, rename, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import type { Env } from '../../scenario/env.ts';
import { randomWalk } from '../../strategies/random-walk.ts';
import { trial } from '../../testing/trial.ts';
import type { CrashProfile } from './profile.ts';
import { describeLoss } from './summary.ts';

/** Runs `body` in a process `p`, and then `then` with the environment, within the execution. */
async function runThen(prepare: (env: Env) => void, body: () => Promise<unknown>, then: (env: Env) => unknown) {
  const { run, recorder } = await runOnce(
    trial((env) => {
      prepare(env);
      const process = env.process('p');
      env.actor('a', process, async () => {
        await body();
        await new Promise(() => {});
      });
      env.actor('operator', env.process('o'), () => then(env), { atMs: 60_000 });
    }),
  );
  expect(run.violations).toEqual([]);
  return recorder;
}

function powerLoss(env: Env, profile: CrashProfile): void {
  env.powerLoss(
    profile,
    env.execution.processes.filter(({ name }) => name === 'p'),
  );
}

test('after a power loss the disk is one possible state, and a new process recovers from it', async () => {
  const recovered: unknown[] = [];
  const recorder = await runThen(
    (env) => env.disk.write('/s/f', 'OLD'),
    () => writeFile('/s/f', 'NEWDAT'),
    (env) => {
      const possible = env.disk.contentsAfterPowerLoss('/s/f', 'posix-weak').contents;
      powerLoss(env, 'posix-weak');
      expect(possible).toContain(env.disk.read('/s/f'));
      env.actor('again', env.process('p2'), async () => {
        const left = await readFile('/s/f', 'utf8');
        await writeFile('/s/f', 'LATEST', { flush: true });
        recovered.push(left, env.disk.contentsAfterPowerLoss('/s/f', 'posix-weak').contents);
      });
    },
  );
  expect(recovered).toEqual([expect.any(String), new Set(['LATEST'])]);
  const line = recorder.events.find(({ kind }) => kind === 'fault')?.text;
  expect(line).toMatch(/^power loss \(posix-weak\) under p: (\/s\/f 6 -> \d bytes|no file is different)$/);
});

test('hard links, symbolic links, modes and times of what was synced survive a power loss, and a second one', async () => {
  let before: unknown;
  const state = async (): Promise<unknown> => {
    const [file, other] = [await stat('/s/f'), await stat('/s/link')];
    return [file.mtimeMs, file.mode, other.ino === file.ino, await readFile('/s/name', 'utf8')];
  };
  await runThen(
    (env) => env.disk.mkdir('/s'),
    async () => {
      const file = await open('/s/f', 'w');
      await file.writeFile('text');
      await utimes('/s/f', 1_000, 2_000);
      await file.chmod(0o600);
      await link('/s/f', '/s/link');
      await symlink('f', '/s/name');
      await file.sync();
      const directory = await open('/s', 'r');
      await directory.sync();
      before = await state();
    },
    async (env) => {
      powerLoss(env, 'posix-weak');
      expect(await state()).toEqual(before);
      env.powerLoss('ext4-ordered', []);
      expect(await state()).toEqual(before);
    },
  );
  expect(before).toEqual([2_000_000, 0o100600, true, 'text']);
});

test('a power loss under a process that goes on is refused', async () => {
  let message = '';
  const scenario = trial((env) => {
    env.actor('a', env.process('p'), async () => {
      await open('/f', 'w');
      try {
        env.powerLoss('posix-weak', []);
      } catch (error) {
        message = String(error);
      }
    });
  });
  await runOnce(scenario);
  expect(message).toContain('ERR_USAGE: the power failed while a living process has a file open');
});

test('watchers hear nothing of a power loss, and everything after it', async () => {
  const seen: string[] = [];
  await runThen(
    (env) => {
      env.disk.write('/s/f', 'OLD');
      env.disk.watch(({ kind, path }) => seen.push(`${kind} ${path}`));
    },
    () => rename('/s/f', '/s/g'),
    (env) => {
      powerLoss(env, 'ext4-ordered');
      env.disk.write('/s/h', '');
    },
  );
  expect(seen).toEqual(['renamed /s/f', 'created /s/h']);
});

test('more contents than statesMax are reported as incomplete, and never more of them given', async () => {
  await runThen(
    (env) => env.disk.write('/f', 'OLD'),
    async () => {
      for (const text of ['one', 'two', 'six', 'ten']) await writeFile('/f', text);
    },
    (env) => {
      const all = env.disk.contentsAfterPowerLoss('/f', 'posix-weak');
      // '', a first letter alone, and three letters: LD after O, o, t or s, any other second half after these or a zero.
      expect([all.isComplete, all.contents.size]).toEqual([true, 1 + 3 + 4 + 4 * 5]);
      env.excuseUnfinished();
      const some = env.disk.contentsAfterPowerLoss('/f', 'posix-weak', { statesMax: 7 });
      expect([some.isComplete, some.contents.size]).toEqual([false, 7]);
      expect(all.contents).toEqual(new Set([...all.contents, ...some.contents]));
    },
  );
});

test('kill -9 leaves what each completed call did, and a prefix of the write in flight', async () => {
  const texts = new Set<string | undefined>();
  for (let seed = 0; seed < 200; seed++) {
    const scenario = trial((env) => {
      env.disk.write('/f', 'OLD');
      const victim = env.process('victim');
      env.actor('a', victim, async () => {
        const file = await open('/f', 'r+');
        await file.write('NEWDAT');
        await file.write('!');
      });
      env.actor('killer', env.process('k'), async (actor) => {
        for (let i = 0; i < 5; i++) await actor.gate();
        env.kill(victim);
        texts.add(env.disk.read('/f'));
      });
    });
    await runOnce(scenario, { strategy: randomWalk(seed) });
  }
  expect([...texts].sort()).toEqual(['NEW', 'NEWDAT', 'NEWDAT!', 'OLD']);
});

test('a timeline says what a power loss changed, five files at most', () => {
  const before = new Map([
    ['/old', 'text'],
    ['/tmp', ''],
    ['/kept', 'x'],
  ]);
  const after = new Map([
    ['/old', 'te'],
    ['/kept', 'x'],
    ['/new', 'n'],
  ]);
  expect(describeLoss(before, after)).toBe('/old 4 -> 2 bytes, /tmp is gone, /new is back with 1 bytes');
  expect(describeLoss(after, after)).toBe('no file is different');
  const many = new Map(Array.from({ length: 7 }, (_, i) => [`/${i}`, '']));
  expect(describeLoss(many, new Map())).toMatch(/^\/0 is gone,.*\/4 is gone, 2 more$/);
});
