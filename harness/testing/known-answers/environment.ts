import crypto from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import vm from 'node:vm';
import type { Env } from '../../scenario/env.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { one } from './hostile-helpers.ts';
import {
  begin,
  broken,
  correct,
  expects,
  type Judge,
  scenarioOf,
  several,
  type Theme,
  undecidable,
} from './program.ts';

// What a process finds where it runs: clocks and chance that hide, its user, its folder, its variables.

/** A program of one actor: what it returns after 5 ms must be this. */
function sees(read: () => unknown, expected: unknown): (env: Env) => Judge {
  return (env) => {
    let seen: unknown;
    const body = async (): Promise<void> => {
      await sleep(5);
      seen = await read();
    };
    begin(env, { only: body });
    return expects(() => seen, expected);
  };
}

/** Something process-wide is changed over an await, which another request of the process meets. */
function meets(change: () => () => void, look: () => unknown, expected: unknown): (env: Env) => Judge {
  return (env) => {
    let seen: unknown;
    begin(env, {
      changes: async () => {
        const back = change();
        await sleep(5);
        back();
      },
      looks: () => {
        seen = look();
      },
    });
    return expects(() => seen, expected);
  };
}

function denied(call: () => unknown): string {
  try {
    call();
    return 'done';
  } catch (error) {
    return String(Reflect.get(error as object, 'code'));
  }
}

/** Goes somewhere for the time of a write, as scripts do that were one process each. */
async function writesIn(folder: string, name: string): Promise<void> {
  process.chdir(folder);
  await sleep(1);
  await writeFile(name, folder);
}

export const theme: Theme = {
  name: 'environment',
  title: 'what a process finds where it runs',
  strategy: 'portfolio',
  schedules: 40,
  programs: {
    'dates-in-a-context': correct(
      'The clock of a vm context is that of the process.',
      sees(() => vm.runInNewContext('[Date.now(), new Date().getTime()]').map((at: number) => at - Date.now()), [0, 0]),
    ),
    'format-of-now': correct(
      'A format without a date formats now.',
      sees(() => {
        const format = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'full' });
        return format.format() === format.format(new Date());
      }, true),
    ),
    'stamp-of-a-file': correct(
      'A File is of now.',
      sees(() => new File([], 'f').lastModified - Date.now(), 0),
    ),
    'stamp-of-an-event': correct(
      'An Event is of now.',
      sees(() => new Event('e').timeStamp, 5),
    ),
    'marks-of-now': correct(
      'A mark is of now, and alone in its execution.',
      sees(() => [performance.mark('now').startTime, performance.getEntries().length], [5, 1]),
    ),
    'hour-of-the-day': correct(
      'Local time is UTC.',
      sees(() => new Date(0).getHours(), 0),
    ),
    'language-of-numbers': correct(
      'Numbers are English.',
      sees(() => (1234.5).toLocaleString(), '1,234.5'),
    ),
    'variables-of-the-machine': correct(
      'Nothing is there that nobody declared.',
      sees(() => Object.keys(process.env).sort(), ['HOME', 'LANG', 'PATH', 'SHELL', 'TMPDIR', 'TZ', 'USER']),
    ),
    'processors-and-memory': correct(
      'Each machine is the same.',
      sees(
        () => [os.cpus().length, os.loadavg()[0], process.memoryUsage().rss === process.memoryUsage.rss()],
        [4, 0, true],
      ),
    ),
    'padding-that-decides': undecidable('OpenSSL pads with randomness of its own, and the code goes by it.', (env) => {
      let isOdd = false;
      const { publicKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 512 });
      several(env, 2, async (_, i) => {
        isOdd = (crypto.publicEncrypt(publicKey, Buffer.from('x')).at(-1) ?? 0) % 2 === 1;
        if (isOdd) await sleep(i);
      });
      return () => isOdd && 'it was odd';
    }),
    'standard-input': correct(
      'It is at its end.',
      sees(async () => {
        let text = '';
        for await (const chunk of process.stdin) text += String(chunk);
        return text;
      }, ''),
    ),
    'user-becomes-root': correct(
      'Nobody may.',
      sees(() => denied(() => process.setuid?.(0)), 'EPERM'),
    ),
    'umask-over-an-await': broken(
      'A umask of 0 for one file is there for the file of another request.',
      meets(
        () => {
          const before = process.umask(0);
          return () => process.umask(before);
        },
        () => process.umask(),
        0o022,
      ),
    ),
    'variable-over-an-await': broken(
      'A variable that is set for one request is there for another.',
      meets(
        () => {
          process.env.TENANT = 'ada';
          return () => delete process.env.TENANT;
        },
        () => process.env.TENANT,
        undefined,
      ),
    ),
    'folder-over-an-await': broken('The other request has gone elsewhere meanwhile.', (env) => {
      for (const folder of ['/a', '/b']) env.disk.mkdir(folder);
      begin(env, { a: () => writesIn('/a', 'of-a'), b: () => writesIn('/b', 'of-b') });
      return expects(() => [env.disk.exists('/a/of-a'), env.disk.exists('/b/of-b')], [true, true]);
    }),
    'folder-of-each-process': correct('Processes stand in folders of their own.', (env) => {
      for (const name of ['a', 'b']) {
        env.actor(name, env.process(name, { cwd: `/${name}`, umask: 0o077 }), () => writesIn(`/${name}`, 'note'));
      }
      return expects(() => [env.disk.read('/a/note'), env.disk.read('/b/note')], ['/a', '/b']);
    }),
    'mode-of-each-process': correct('So they have a umask of their own.', (env) => {
      const modes: number[] = [];
      const write = async (actor: { name: string }): Promise<void> => {
        await writeFile(`/${actor.name}`, 'x');
        modes.push(statSync(`/${actor.name}`).mode & 0o777, readFileSync(`/${actor.name}`).length);
      };
      env.actor('a', env.process('private', { umask: 0o077 }), write, { atMs: 0, latestMs: 0 });
      env.actor('b', env.process('open'), write, { atMs: 1_000 });
      return expects(() => modes, [0o600, 1, 0o644, 1]);
    }),
    'home-and-temporary-folder': correct(
      'Both are there.',
      one(async () => {
        for (const folder of [os.homedir(), os.tmpdir(), process.cwd()]) await writeFile(`${folder}/note`, 'x');
      }),
    ),
  },
};

export const scenario: Scenario = scenarioOf(theme);
