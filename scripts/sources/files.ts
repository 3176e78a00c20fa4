import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import readline from 'node:readline';
import tty from 'node:tty';
import { completions, named, newer, newerClass, refused, type Source, told, turns, values } from './source.ts';

// Files of this machine, standard input and output.

export const FILES: readonly Source[] = [
  ...completions({
    'fs.readFile': () => told((done) => fs.readFile('/d/f', 'utf8', done)),
    'fs.promises.readFile': () => fsPromises.readFile('/d/f', 'utf8'),
    'fs.createReadStream': () => told((done) => fs.createReadStream('/d/f').on('data', done)),
    'fs.promises.statfs': () => fsPromises.statfs('/d'),
    'fs.promises.opendir': async () => (await fsPromises.opendir('/d')).close(),
    'fs.promises.watch': async () => {
      const changes = fsPromises.watch('/d')[Symbol.asyncIterator]();
      const next = changes.next();
      await fsPromises.writeFile('/d/g', 'x');
      return await next;
    },
  }),
  ...values({
    // What it tells of the file it has by fs.stat; two that watch one path have one watcher.
    'fs.watchFile': () => fs.watchFile('/d/f', { persistent: false }, () => {}).listenerCount('change'),
    'fs.mkdtempSync': () => fs.mkdtempSync('/d/x-'),
    'fs.statSync': () => fs.statSync('/d/f').mtimeMs,
    'process.cwd': () => process.cwd(),
    'tty.isatty': () => String(tty.isatty(1)),
  }),
  ...turns({
    'process.stdin': () => told((done) => process.stdin.on('end', done).resume()),
    'readline.createInterface': () =>
      told((done) => readline.createInterface({ input: process.stdin }).on('close', done)),
    'process.stdout.write': () => told((done) => process.stdout.write('', done)),
  }),
  ...refused({
    'fs.watch of a folder with all that is below (recursive)': () => fs.watch('/d', { recursive: true }),
    'fs.openAsBlob': () => fs.openAsBlob('/d/f'),
    'host path /etc/passwd': () => fs.existsSync('/etc/passwd'),
  }),
  ...refused(
    {
      'fs.glob': () => newer(fs, 'glob')('/d/*', () => {}),
      'fs.globSync': () => newer(fs, 'globSync')('/d/*'),
      'fs.promises.glob': () => newer(fsPromises, 'glob')('/d/*'),
      'sqlite.DatabaseSync': () =>
        new (newerClass(newer(process, 'getBuiltinModule')('node:sqlite') as object, 'DatabaseSync'))(':memory:'),
    },
    { since: 22 },
  ),
  ...refused(
    {
      localStorage: () => Reflect.get(globalThis, 'localStorage'),
      sessionStorage: () => Reflect.get(globalThis, 'sessionStorage'),
    },
    { since: 26 },
  ),
  ...named('TTYWRAP', { 'new tty.ReadStream': () => new tty.ReadStream(0) }),
];
