import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { appendFile, mkdir, open, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Env } from '../../scenario/env.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import {
  begin,
  broken,
  correct,
  expects,
  type Judge,
  nothingElse,
  scenarioOf,
  several,
  type Theme,
} from './program.ts';

// Files between actors and processes, and what kill -9 and a power cut leave of them.

const FILE = '/state.json';
const OLD = JSON.stringify({ v: 'old', filler: 'x'.repeat(40) });
const NEW = JSON.stringify({ v: 'new', filler: 'y'.repeat(40) });

async function viaRename(text: string, name = '/state.tmp', syncs = false): Promise<void> {
  const handle = await open(name, 'w');
  await handle.writeFile(text);
  if (syncs) await handle.sync();
  await handle.close();
  await rename(name, FILE);
  if (!syncs) return;
  const folder = await open('/', 'r');
  await folder.sync();
  await folder.close();
}

const isWhole = (text: string | undefined): boolean => text === OLD || text === NEW;

/** The same in processes of their own. */
function processes(env: Env, count: number, body: (index: number) => unknown): void {
  for (let i = 0; i < count; i++) env.actor(`a${i}`, env.process(`p${i}`), () => body(i));
}

/** Somebody writes while the process may be killed at any moment; afterwards the file must be whole. */
function killed(env: Env, write: () => unknown): Judge {
  env.disk.write(FILE, OLD);
  const writer = env.process('writer');
  env.actor('writes', writer, write);
  env.actor('kills', env.process('other'), () => env.kill(writer));
  return () => !isWhole(env.disk.read(FILE)) && `the file is ${env.disk.read(FILE)}`;
}

/** The same with the power, under the profile that allows most. */
function powerless(env: Env, write: () => unknown): Judge {
  env.disk.write(FILE, OLD);
  const writer = env.process('writer');
  env.actor('writes', writer, write);
  env.actor('fails', env.process('other'), () => env.powerLoss('posix-weak', [writer]));
  return () => !isWhole(env.disk.read(FILE)) && `the file is ${env.disk.read(FILE)}`;
}

/** Two processes take a lock; no more than one may have it. */
function locked(env: Env, take: () => Promise<boolean>): Judge {
  let [inside, most] = [0, 0];
  processes(env, 2, async () => {
    if (!(await take())) return;
    most = Math.max(most, ++inside);
    await sleep(5);
    inside--;
    await rm('/lock', { recursive: true, force: true });
  });
  return () => most > 1 && `${most} have the lock`;
}

export const theme: Theme = {
  name: 'files',
  title: 'files between actors, processes and crashes',
  strategy: 'portfolio',
  schedules: 300,
  programs: {
    'read-add-write': broken('Both may read before either writes.', (env) => {
      env.disk.write('/n', '0');
      several(env, 2, async () => writeFile('/n', String(Number(await readFile('/n', 'utf8')) + 1)));
      return expects(() => env.disk.read('/n'), '2');
    }),
    'read-add-write-at-once': correct('Within a process nothing comes between two synchronous calls.', (env) => {
      env.disk.write('/n', '0');
      several(env, 3, () => writeFileSync('/n', String(Number(readFileSync('/n', 'utf8')) + 1)));
      return expects(() => env.disk.read('/n'), '3');
    }),
    'read-while-written': broken('writeFile empties the file first and fills it in pieces.', (env) => {
      env.disk.write(FILE, OLD);
      const torn: string[] = [];
      begin(env, {
        writes: () => writeFile(FILE, NEW),
        reads: async () => {
          const text = await readFile(FILE, 'utf8');
          if (!isWhole(text)) torn.push(text);
        },
      });
      return expects(() => torn, []);
    }),
    'read-while-renamed': correct('A reader has the old file or the new one.', (env) => {
      env.disk.write(FILE, OLD);
      const torn: string[] = [];
      begin(env, {
        writes: () => viaRename(NEW),
        reads: async () => {
          const text = await readFile(FILE, 'utf8');
          if (!isWhole(text)) torn.push(text);
        },
      });
      return expects(() => torn, []);
    }),
    'one-temporary-name-for-two': broken(
      'Both write into one file: the end of the longer text stays behind the shorter one.',
      (env) => {
        processes(env, 2, (i) => viaRename(i === 0 ? NEW : 'short').catch(() => {}));
        return () => ![NEW, 'short'].includes(env.disk.read(FILE) ?? '') && 'the file is torn';
      },
    ),
    'a-temporary-name-each': correct('Each writes a file of its own, and renames that.', (env) => {
      env.disk.write(FILE, OLD);
      processes(env, 2, (i) => viaRename(NEW, `/state.${i}.tmp`));
      return () => !isWhole(env.disk.read(FILE)) && 'the file is torn';
    }),
    'exists-then-read': broken(
      'The file may go between the question and the read.',
      (env) => {
        env.disk.write('/x', 'x');
        return begin(env, {
          reads: async () => {
            if (existsSync('/x')) await readFile('/x');
          },
          removes: () => unlink('/x'),
        });
      },
      'no-actor-threw',
    ),
    'read-and-catch': correct('Who reads and catches ENOENT needs not ask.', (env) => {
      env.disk.write('/x', 'x');
      return begin(env, {
        reads: () =>
          readFile('/x').catch((error) => {
            if (error.code !== 'ENOENT') throw error;
          }),
        removes: () => unlink('/x'),
      });
    }),
    'mkdir-without-recursive': broken(
      'The second mkdir finds the folder there.',
      (env) => {
        several(env, 2, async () => {
          await stat('/d').catch(() => mkdir('/d'));
        });
        return nothingElse;
      },
      'no-actor-threw',
    ),
    'mkdir-recursive': correct('With recursive it may be there already.', (env) => {
      several(env, 2, () => mkdir('/d/e', { recursive: true }));
      return nothingElse;
    }),
    'appends-of-two': correct('O_APPEND writes at the end, whole lines of one byte in one piece each.', (env) => {
      env.disk.write('/log', '');
      several(env, 2, () => appendFile('/log', '.'));
      return expects(() => env.disk.read('/log'), '..');
    }),
    'not-awaited-writes': broken('Two writes to one file under way at once end in either order.', (env) => {
      begin(env, {
        only: async () => {
          const first = writeFile('/x', 'first');
          await Promise.all([first, writeFile('/x', 'last')]);
        },
      });
      return expects(() => env.disk.read('/x'), 'last');
    }),
    'exclusive-lock-file': correct("Of two open calls with 'wx' one fails.", (env) =>
      locked(env, () =>
        writeFile('/lock', '', { flag: 'wx' }).then(
          () => true,
          () => false,
        ),
      ),
    ),
    'mkdir-lock': correct('Of two mkdir calls one fails.', (env) =>
      locked(env, () =>
        mkdir('/lock').then(
          () => true,
          () => false,
        ),
      ),
    ),
    'exists-then-write-lock': broken('Both may find no lock file.', (env) =>
      locked(env, async () => {
        if (await stat('/lock').catch(() => undefined)) return false;
        await writeFile('/lock', '');
        return true;
      }),
    ),
    'stale-lock-stolen-twice': broken(
      'Both judge the old lock stale; the second removes the lock of the first.',
      (env) => {
        env.disk.write('/lock', 'dead');
        return locked(env, async () => {
          if ((await readFile('/lock', 'utf8').catch(() => '')) === 'dead') await unlink('/lock').catch(() => {});
          return writeFile('/lock', 'alive', { flag: 'wx' }).then(
            () => true,
            () => false,
          );
        });
      },
    ),
    'killed-while-writing': broken('kill -9 leaves what was written so far.', (env) =>
      killed(env, () => writeFile(FILE, NEW)),
    ),
    'killed-while-renaming': correct('A rename is done or not done.', (env) => killed(env, () => viaRename(NEW))),
    'killed-with-a-lock': broken('The lock file of the dead stays, and the next one waits for ever.', (env) => {
      const dies = env.process('dies');
      const take = (): Promise<boolean> =>
        writeFile('/lock', '', { flag: 'wx' }).then(
          () => true,
          () => false,
        );
      env.actor('holds', dies, async () => {
        await take();
        await sleep(5);
        await unlink('/lock');
      });
      let isTaken = false;
      env.actor('kills', env.process('other'), async () => {
        env.kill(dies);
        for (let i = 0; i < 3 && !isTaken; i++) {
          isTaken = await take();
          await sleep(10);
        }
      });
      return expects(() => isTaken, true);
    }),
    'power-lost-while-renaming': broken('Without fsync the name may be on the disk before the contents.', (env) =>
      powerless(env, () => viaRename(NEW)),
    ),
    'power-lost-while-renaming-synced': correct(
      'Contents are synced before the rename, so either name has its contents.',
      (env) => powerless(env, () => viaRename(NEW, '/state.tmp', true)),
    ),
    'recovery-removes-leftovers': correct(
      'Who starts after the kill removes the temporary file and finds the old or the new one.',
      (env) => {
        env.disk.write(FILE, OLD);
        const writer = env.process('writer');
        let found: string | undefined;
        env.actor('writes', writer, () => viaRename(NEW));
        env.actor('restarts', env.process('other'), async () => {
          env.kill(writer);
          await rm('/state.tmp', { force: true });
          found = await readFile(FILE, 'utf8');
        });
        return () => !isWhole(found) && `it found ${found}`;
      },
    ),
  },
};

export const scenario: Scenario = scenarioOf(theme);
