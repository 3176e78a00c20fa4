import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import {
  appendFile,
  copyFile,
  link,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  rmdir,
  stat,
  symlink,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises';
import type { Env } from '../../scenario/env.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { respond } from '../../world/network/reply.ts';
import { broken, type Entry, scenarioOf, type Theme } from './program.ts';

// Two processes that meet in one thing only, at the first glance in none. Either order is possible, so that whoever says
// that one of them never comes has taken dependent steps for independent. What is seen goes to a file: no memory is shared.

type Body = () => unknown;

/** `looks` gives what it sees; `acts` is done before it or after it. */
function eitherOrder(
  says: string,
  prepare: (env: Env) => void,
  acts: Body,
  looks: Body,
  before: unknown,
  after: unknown,
): Entry {
  return broken(`The look may come first: then, other than afterwards, ${says}`, (env) => {
    prepare(env);
    env.actor('acts', env.process('p'), acts);
    env.actor('looks', env.process('q'), async () => {
      const seen = await Promise.resolve()
        .then(looks)
        .catch((error) => error.code);
      writeFileSync('/seen', JSON.stringify(seen));
    });
    return () => env.disk.read('/seen') === JSON.stringify(before) && `it saw ${before}, not ${after}`;
  });
}

const file = (env: Env): void => env.disk.write('/d/x', 'old');
const text = (path: string) => (): Promise<string> => readFile(path, 'utf8');

const LOOKS: Readonly<Record<string, Entry>> = {
  'list-and-create': eitherOrder(
    'a list of a folder has what was created in it.',
    file,
    () => writeFile('/d/y', ''),
    () => readdir('/d'),
    ['x'],
    ['x', 'y'],
  ),
  'list-and-remove': eitherOrder(
    'a list has no longer what was removed.',
    file,
    () => unlink('/d/x'),
    () => readdir('/d'),
    ['x'],
    [],
  ),
  'read-and-rename-away': eitherOrder(
    'a file is not where it was.',
    file,
    () => rename('/d/x', '/d/z'),
    text('/d/x'),
    'old',
    'ENOENT',
  ),
  'read-and-rename-the-folder': eitherOrder(
    'nor is it where its folder was.',
    file,
    () => rename('/d', '/e'),
    text('/d/x'),
    'old',
    'ENOENT',
  ),
  'read-and-rename-over': eitherOrder(
    'another file has its name.',
    (env) => {
      file(env);
      env.disk.write('/n', 'new');
    },
    () => rename('/n', '/d/x'),
    text('/d/x'),
    'old',
    'new',
  ),
  'read-and-remove-the-folder': eitherOrder(
    'a removed folder has no files.',
    file,
    () => rm('/d', { recursive: true }),
    text('/d/x'),
    'old',
    'ENOENT',
  ),
  'size-and-append': eitherOrder(
    'a size grows by what is appended.',
    file,
    () => appendFile('/d/x', '!'),
    async () => (await stat('/d/x')).size,
    3,
    4,
  ),
  'size-and-truncate': eitherOrder(
    'a size is what the file was cut to.',
    file,
    () => truncate('/d/x', 1),
    async () => (await stat('/d/x')).size,
    3,
    1,
  ),
  'links-and-link': eitherOrder(
    'a link more is counted at the other name.',
    file,
    () => link('/d/x', '/l'),
    async () => (await stat('/d/x')).nlink,
    1,
    2,
  ),
  'read-and-link': eitherOrder(
    'a link makes the file appear under another name.',
    file,
    () => link('/d/x', '/l'),
    text('/l'),
    'ENOENT',
    'old',
  ),
  'readlink-and-symlink': eitherOrder(
    'a symbolic link is there once it is made.',
    file,
    () => symlink('/d/x', '/l'),
    () => readlink('/l'),
    'ENOENT',
    '/d/x',
  ),
  'read-through-a-link-and-unlink': eitherOrder(
    'a symbolic link to nothing leads nowhere.',
    (env) => file(env),
    async () => {
      await symlink('/d/x', '/l');
      await unlink('/d/x');
    },
    async () => {
      await lstat('/l');
      return readFile('/l', 'utf8').catch(() => 'dangling');
    },
    'ENOENT',
    'dangling',
  ),
  'copy-and-create': eitherOrder(
    'a copy is made of what is there.',
    file,
    () => writeFile('/d/y', ''),
    () => copyFile('/d/y', '/c').then(() => 'copied'),
    'ENOENT',
    'copied',
  ),
  'create-and-mkdir': eitherOrder(
    'a file needs its folder.',
    file,
    () => mkdir('/n'),
    () => writeFile('/n/f', '').then(() => 'made'),
    'ENOENT',
    'made',
  ),
  'rmdir-and-create': eitherOrder(
    'a folder with a file in it cannot be removed.',
    (env) => env.disk.mkdir('/e'),
    () => writeFile('/e/f', '').catch(() => {}),
    async () => {
      return rmdir('/e').then(() => 'removed');
    },
    'removed',
    'ENOTEMPTY',
  ),
  'open-file-and-unlink': eitherOrder(
    'an open file outlives its name.',
    file,
    () => unlink('/d/x'),
    async () => {
      const handle = await open('/d/x');
      const { nlink } = await handle.stat();
      await handle.close();
      return nlink;
    },
    1,
    0,
  ),
  'temporary-folders': eitherOrder(
    'a temporary folder is in the list.',
    file,
    () => mkdtemp('/d/t-'),
    async () => (await readdir('/d')).length,
    1,
    2,
  ),
  'exists-at-once-and-write': eitherOrder(
    'existsSync sees what is there.',
    () => {},
    () => writeFile('/x', ''),
    () => existsSync('/x'),
    false,
    true,
  ),
  'sync-read-and-sync-write': eitherOrder(
    'synchronous calls of two processes have an order too.',
    file,
    () => writeFileSync('/d/x', 'new'),
    () => readFileSync('/d/x', 'utf8'),
    'old',
    'new',
  ),
  'sync-size-and-append': eitherOrder(
    'statSync sees what was appended.',
    file,
    () => appendFile('/d/x', '!'),
    () => statSync('/d/x').size,
    3,
    4,
  ),
  'upstream-and-file': eitherOrder(
    'what an upstream writes to the disk is there.',
    (env) =>
      env.network.upstream('https://api.test', () => {
        env.disk.write('/x', 'made');
        return respond(200);
      }),
    () => fetch('https://api.test/'),
    text('/x'),
    'ENOENT',
    'made',
  ),
  'upstream-reads-a-file': eitherOrder(
    'an upstream answers with what is on the disk.',
    (env) => env.network.upstream('https://api.test', () => respond(200, String(env.disk.read('/x')))),
    () => writeFile('/x', 'made'),
    async () => (await fetch('https://api.test/')).text(),
    'undefined',
    'made',
  ),
  'upstream-and-itself': eitherOrder(
    'an upstream counts its requests.',
    (env) => env.network.upstream('https://api.test', (_, { n }) => respond(200, `${n}`)),
    () => fetch('https://api.test/'),
    async () => (await fetch('https://api.test/')).text(),
    '1',
    '2',
  ),
  'two-upstreams-of-one-memory': eitherOrder(
    'two upstreams of one scenario share its variables.',
    (env) => {
      let calls = 0;
      for (const each of ['a', 'b']) env.network.upstream(`https://${each}.test`, () => respond(200, `${++calls}`));
    },
    () => fetch('https://a.test/'),
    async () => (await fetch('https://b.test/')).text(),
    '1',
    '2',
  ),
};

export const theme: Theme = {
  name: 'reduction',
  title: 'two processes that meet in one thing',
  strategy: 'exhaustive',
  schedules: 20_000,
  memory: 'per-process',
  programs: LOOKS,
};

export const scenario: Scenario = scenarioOf(theme);
