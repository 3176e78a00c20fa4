import fs from 'node:fs';
import { appendFile, open, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { AccessLog, setAccessLog } from '../engine/access-log.ts';
import { DISK_KEY } from '../engine/shared-keys.ts';
import { runOnce } from '../run/detailed-run.ts';
import type { Env } from '../scenario/env.ts';
import { randomWalk } from '../strategies/random-walk.ts';
import { trial } from '../testing/trial.ts';
import { symlink } from './disk/name-calls.ts';
import { diskPath } from './disk/path.ts';
import { Disk } from './disk.ts';

/** Runs one actor `a` of a process `p` on a prepared disk and returns what it returned. */
async function runOn(prepare: (env: Env) => void, body: () => unknown): Promise<unknown> {
  const { run } = await runOnce(
    trial((env) => {
      prepare(env);
      env.actor('a', env.process('p'), body);
    }),
  );
  const state = run.execution.actors[0]?.state;
  if (state?.kind === 'threw') throw state.error;
  return state?.kind === 'returned' ? state.value : undefined;
}

async function messageOf(call: () => unknown): Promise<string> {
  try {
    await call();
    return 'fine';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

test('a scenario prepares and reads the disk without steps', () => {
  const disk = new Disk(() => 1_000);
  disk.write('/state/deep/f', 'text');
  disk.write('/state/g', new Uint8Array([104, 105]));
  disk.write('/state/g', 'ho');
  expect([disk.read('/state/deep/f'), disk.read('/state/g'), disk.read('/state'), disk.read('/x')]).toEqual([
    'text',
    'ho',
    undefined,
    undefined,
  ]);
  expect([disk.list('/state'), disk.list('/none')]).toEqual([['deep', 'g'], []]);
  disk.remove('/state/deep');
  disk.remove('/state/never-there');
  expect([disk.exists('/state/deep/f'), disk.exists('/state/g')]).toEqual([false, true]);
  expect(() => disk.write('/state', 'text')).toThrow('ERR_USAGE');
});

test('a step that looks at the disk has to do with all of it where links or a directory may be in play', () => {
  const disk = new Disk(() => 0);
  disk.write('/d/f', 'x');
  const concernsAll = (path: string): boolean => {
    const log = new AccessLog();
    setAccessLog(log);
    try {
      disk.exists(path);
    } finally {
      setAccessLog(null);
    }
    return log.hasWritten(DISK_KEY);
  };
  expect(['/d', '/d/f', '/none'].map(concernsAll)).toEqual([true, false, false]);
  symlink(disk.volume, null, '/d', diskPath('/link'));
  expect(['/d', '/d/f', '/none'].map(concernsAll)).toEqual([true, true, true]);
});

test('an injected fault fails as many calls as it says, after as many as it says, at its path, in its process', async () => {
  const prepare = (env: Env): void => {
    env.disk.write('/f', 'x');
    env.disk.inject({ call: 'open', code: 'EMFILE', path: '/g', times: 2 });
    env.disk.inject({ call: 'read', code: 'EIO', path: /^\/f$/, after: 1 });
    env.disk.inject({ call: 'rename', code: 'EXDEV', path: '/h' });
    env.disk.inject({ call: 'unlink', code: 'EPERM', process: env.process('other') });
  };
  const messages = await runOn(prepare, async () => {
    const calls = [
      () => writeFile('/g', ''),
      () => writeFile('/g', ''),
      () => writeFile('/g', ''),
      () => readFile('/f'),
      () => readFile('/f'),
      () => readFile('/f'),
      () => rename('/g', '/h'),
      () => unlink('/g'),
    ];
    const messages: string[] = [];
    for (const call of calls) messages.push(await messageOf(call));
    return messages;
  });
  expect(messages).toEqual([
    "EMFILE: too many open files, open '/g'",
    "EMFILE: too many open files, open '/g'",
    'fine',
    'fine',
    'EIO: i/o error, read',
    'fine',
    "EXDEV: cross-device link not permitted, rename '/g' -> '/h'",
    'fine',
  ]);
});

test('a fault of one process fails its calls, and those of no other', async () => {
  const seen: Record<string, string> = {};
  const scenario = trial((env) => {
    env.disk.write('/f', '');
    const [p, q] = [env.process('p'), env.process('q')];
    env.disk.inject({ call: 'unlink', code: 'EPERM', process: p });
    for (const process of [p, q]) {
      env.actor(process.name, process, async () => {
        seen[process.name] = await messageOf(() => unlink('/f'));
      });
    }
  });
  await runOnce(scenario);
  expect(seen).toEqual({ p: "EPERM: operation not permitted, unlink '/f'", q: 'fine' });
});

test('a full disk tears a writeFile, and makes a short write of a write to an open file', async () => {
  const prepare = (env: Env): void => {
    env.disk.inject({ call: 'writeFile', code: 'ENOSPC', path: '/f', after: 1 });
    env.disk.inject({ call: 'write', code: 'ENOSPC', path: '/g', after: 1 });
  };
  const outcome = await runOn(prepare, async () => {
    const message = await messageOf(() => writeFile('/f', '12345678'));
    const handle = await open('/g', 'w');
    const { bytesWritten } = await handle.write('12345678');
    await handle.close();
    return [message, await readFile('/f', 'utf8'), bytesWritten, fs.readFileSync('/g', 'utf8')];
  });
  expect(outcome).toEqual(['ENOSPC: no space left on device, write', '1234', 4, '1234']);
});

test('a fault that is taken back, and one of an unknown code, fail nothing', async () => {
  const disk = new Disk(() => 0);
  expect(() => disk.inject({ call: 'open', code: 'EFOO' })).toThrow('ERR_USAGE');
  const prepare = (env: Env): void => env.disk.inject({ call: 'open', code: 'EIO' })();
  expect(await runOn(prepare, () => messageOf(() => writeFile('/f', '')))).toBe('fine');
});

test('a watcher sees every change with its process and time, until it is taken away', async () => {
  const seen: string[] = [];
  const prepare = (env: Env): void => {
    const stop = env.disk.watch(({ kind, path, to, process, actor, at }) => {
      seen.push(`${kind} ${path}${to === undefined ? '' : ` to ${to}`} by ${process?.name}/${actor?.name} at ${at}`);
      if (kind === 'removed') stop();
    });
    env.disk.write('/f', 'x');
  };
  await runOn(prepare, async () => {
    await new Promise((resolve) => setTimeout(resolve, 70));
    await writeFile('/lock', '7', { flag: 'wx' });
    await rename('/lock', '/f');
    await unlink('/f');
    await writeFile('/after', '');
  });
  expect(seen).toEqual([
    'created /f by undefined/undefined at 0',
    'written /f by undefined/undefined at 0',
    'created /lock by p/a at 70',
    'written /lock by p/a at 70',
    'renamed /lock to /f by p/a at 70',
    'removed /f by p/a at 70',
  ]);
});

test('a killed process leaves its lock file and half a write, and holds no file open', async () => {
  const texts = new Set<string | undefined>();
  for (let seed = 0; seed < 100; seed++) {
    let left: string | undefined;
    let held: readonly number[] = [];
    const scenario = trial((env) => {
      env.disk.write('/state', 'before');
      const victim = env.process('victim');
      env.actor('a', victim, async () => {
        await open('/lock', 'wx');
        await writeFile('/state', 'after!');
      });
      env.actor('killer', env.process('k'), async (actor) => {
        for (let i = 0; i < 4; i++) await actor.gate();
        const before = env.disk.openFiles(victim);
        env.kill(victim);
        held = [before, env.disk.openFiles(victim)];
        left = env.disk.read('/state');
        if (before > 0) expect(env.disk.exists('/lock')).toBe(true);
      });
    });
    const { run } = await runOnce(scenario, { strategy: randomWalk(seed) });
    expect(run.violations).toEqual([]);
    expect(held[1]).toBe(0);
    texts.add(left);
  }
  expect([...texts].sort()).toEqual(['', 'aft', 'after!', 'before']);
});

test('a lock file keeps its inode and times when it is renamed; a new one has another', async () => {
  const outcome = await runOn(
    () => {},
    async () => {
      await writeFile('/a', '');
      const first = await stat('/a');
      await rename('/a', '/b');
      await writeFile('/a', '');
      const [renamed, second] = [await stat('/b'), await stat('/a')];
      return [renamed.ino === first.ino, second.ino === first.ino, renamed.mtimeMs === first.mtimeMs];
    },
  );
  expect(outcome).toEqual([true, false, true]);
});

test('the log has each half of a write, what was synced, and who did it', async () => {
  let log: unknown[] = [];
  await runOn(
    (env) => {
      env.disk.write('/f', '');
      env.disk.watch(() => {
        const own = env.disk.log.entries.filter(({ process }) => process !== null);
        log = own.map((entry) => [entry.kind, entry.path, entry.process?.name]);
      });
    },
    async () => {
      await appendFile('/f', '12', { flush: true });
      await rename('/f', '/g');
    },
  );
  expect(log).toEqual([
    ['write', '/f', 'p'],
    ['write', '/f', 'p'],
    ['sync', '/f', 'p'],
    ['rename', '/f', 'p'],
  ]);
});
