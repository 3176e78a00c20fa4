import fs, { promises } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { outcomeOf, type Place, type Program, said } from '../program.ts';
import { programs } from './file-fixtures.ts';

type At = (name: string) => string;

/** What is done while `file` and `folder` are watched. */
const ACTS: Readonly<Record<string, (at: At) => unknown>> = {
  'a write': (at) => fs.writeFileSync(at('file'), 'x'),
  'a write in the folder': (at) => fs.writeFileSync(at('folder/inner'), 'x'),
  'an append': (at) => fs.appendFileSync(at('file'), 'x'),
  'a truncation': (at) => fs.truncateSync(at('file'), 1),
  'a new file in the folder': (at) => fs.writeFileSync(at('folder/new'), 'x'),
  'a new file of nothing': (at) => fs.writeFileSync(at('folder/new'), ''),
  'an unlink': (at) => fs.unlinkSync(at('file')),
  'an unlink in the folder': (at) => fs.unlinkSync(at('folder/inner')),
  'a rename away': (at) => fs.renameSync(at('file'), at('away')),
  'a rename over': (at) => fs.renameSync(at('empty'), at('file')),
  'a rename into the folder': (at) => fs.renameSync(at('file'), at('folder/f')),
  'a rename within the folder': (at) => fs.renameSync(at('folder/inner'), at('folder/other')),
  'a rename over what is in the folder': (at) => fs.renameSync(at('empty'), at('folder/inner')),
  'a mode': (at) => fs.chmodSync(at('file'), 0o600),
  'a mode in the folder': (at) => fs.chmodSync(at('folder/inner'), 0o600),
  'a mode of the folder': (at) => fs.chmodSync(at('folder'), 0o700),
  times: (at) => fs.utimesSync(at('folder/inner'), 1, 1),
  'a hard link': (at) => fs.linkSync(at('file'), at('folder/second')),
  'a symbolic link': (at) => fs.symlinkSync('x', at('folder/way')),
  'a new folder': (at) => fs.mkdirSync(at('folder/sub')),
  'a folder that goes': (at) => {
    fs.mkdirSync(at('folder/sub'));
    fs.rmdirSync(at('folder/sub'));
  },
  'all of the folder': (at) => fs.rmSync(at('folder'), { recursive: true }),
  'the folder elsewhere': (at) => fs.renameSync(at('folder'), at('elsewhere')),
  'an unlink while it is open': async (at) => {
    const fd = fs.openSync(at('file'), 'r');
    fs.unlinkSync(at('file'));
    await sleep(5);
    fs.closeSync(fd);
  },
  'a write beside': (at) => fs.writeFileSync(at('empty'), 'x'),
  'a write after a rename': (at) => {
    const fd = fs.openSync(at('file'), 'r+');
    fs.renameSync(at('file'), at('folder/moved'));
    fs.writeSync(fd, 'x');
    fs.closeSync(fd);
  },
};

const acts = Object.entries(ACTS).flatMap(([what, act]) =>
  programs('fs.watch', {
    [`tells of ${what}`]: async ({ log }, at) => {
      const watchers = ['file', 'folder'].map((name) => {
        return fs.watch(at(name), (type, file) => log(`${name}: ${type} ${file}`));
      });
      await act(at);
      await sleep(8);
      for (const watcher of watchers) watcher.close();
    },
  }),
);

const more = programs('fs.watch', {
  'of nothing': async ({ log }, at) => {
    log(await outcomeOf(() => fs.watch(at('missing'))));
    const events = promises.watch(at('missing'));
    log(await outcomeOf(() => events[Symbol.asyncIterator]().next()));
  },
  'what its error says': ({ log }, at) => {
    try {
      fs.watch(at('missing'));
    } catch (error) {
      log(said({ ...(error as object) }));
    }
  },
  'through a link': async ({ log }, at) => {
    const watcher = fs.watch(at('link'), (type, file) => log(`${type} ${file}`));
    fs.writeFileSync(at('file'), 'x');
    await sleep(5);
    watcher.close();
  },
  'two of one file': async ({ log }, at) => {
    const watchers = ['first', 'second'].map((who) => fs.watch(at('file'), (type) => log(`${who} ${type}`)));
    fs.writeFileSync(at('file'), 'x');
    await sleep(5);
    for (const watcher of watchers) watcher.close();
  },
  'closed, and told of it': async ({ log }, at) => {
    const watcher = fs.watch(at('file'), () => log('change'));
    watcher.on('close', () => log('close'));
    fs.writeFileSync(at('file'), 'x');
    watcher.close();
    watcher.close();
    log('closed');
    await sleep(5);
  },
  'a signal': async ({ log }, at) => {
    const ending = new AbortController();
    fs.watch(at('file'), { signal: ending.signal }).on('close', () => log('close'));
    ending.abort();
    fs.watch(at('file'), { signal: AbortSignal.abort() }).on('close', () => log('close at once'));
    await sleep(2);
  },
  'names in hex and as bytes': async ({ log }, at) => {
    const watchers = [
      fs.watch(at('folder'), 'hex', (_type, file) => log(String(file))),
      fs.watch(at('folder'), { encoding: 'buffer' }, (_type, file) => log(String(Buffer.isBuffer(file)))),
    ];
    fs.writeFileSync(at('folder/new'), '');
    await sleep(5);
    for (const watcher of watchers) watcher.close();
  },
  'what it is': ({ log }, at) => {
    const watcher = fs.watch(at('file'));
    log(`${watcher.constructor.name} ${watcher.ref() === watcher} ${watcher.unref() === watcher}`);
    watcher.close();
  },
  'a listener that is none, an encoding that is none': async ({ log }, at) => {
    log(await outcomeOf(() => fs.watch(at('file'), 'no encoding' as never)));
    log(await outcomeOf(() => fs.watch(5 as never)));
  },
  'by promise': async ({ log }, at) => {
    const ending = new AbortController();
    const watched = async (): Promise<void> => {
      for await (const event of promises.watch(at('file'), { signal: ending.signal })) {
        log(`${event.eventType} ${event.filename}`);
      }
    };
    const end = outcomeOf(watched);
    fs.writeFileSync(at('file'), 'x');
    await sleep(5);
    ending.abort('enough');
    log(await end);
  },
  'by promise, aborted before': async ({ log }, at) => {
    const events = promises.watch(at('file'), { signal: AbortSignal.abort() });
    log(await outcomeOf(() => events[Symbol.asyncIterator]().next()));
  },
  'by promise, left': async ({ log }, at) => {
    setTimeout(() => fs.writeFileSync(at('file'), 'x'), 2);
    for await (const { eventType } of promises.watch(at('file'))) {
      log(eventType);
      break;
    }
  },
  'by promise, what happens while the last event is worked on': async ({ log }, at) => {
    const events = promises.watch(at('folder'))[Symbol.asyncIterator]();
    const first = events.next();
    fs.writeFileSync(at('folder/a'), '');
    log(said((await first).value?.filename));
    fs.writeFileSync(at('folder/b'), '');
    await sleep(4);
    const second = events.next();
    fs.writeFileSync(at('folder/c'), '');
    log(said((await second).value?.filename));
    await sleep(2);
    await events.return?.();
  },
} satisfies Record<string, (place: Place, at: At) => unknown>);

/** Enough for two looks, on a busy machine too. */
const LOOKS_MS = 200;

/** What one who looks every few milliseconds is told of a path. */
const polled = (
  path: string,
  act: (at: At) => unknown,
  options: { bigint?: boolean; persistent?: boolean } = {},
): ((place: Place, at: At) => Promise<void>) => {
  return async ({ log }, at) => {
    const watcher = fs.watchFile(at(path), { interval: 10, ...options } as { interval: number }, (now, before) =>
      log(`${said(now.size)} ${said(before.size)} ${now.isFile()} ${before.isFile()} ${now.ino === before.ino}`),
    );
    watcher.on('stop', () => log('stop'));
    await sleep(LOOKS_MS);
    await act(at);
    await sleep(LOOKS_MS);
    fs.unwatchFile(at(path));
    fs.writeFileSync(at(path), 'after');
    await sleep(30);
  };
};

const polling = programs('fs.watchFile', {
  'of a write': polled('file', (at) => fs.writeFileSync(at('file'), 'a longer text')),
  'of nothing': polled('file', () => {}),
  'of an unlink': polled('file', (at) => fs.unlinkSync(at('file'))),
  'of what is not there yet': polled('new', (at) => fs.writeFileSync(at('new'), 'new')),
  'of what is never there': polled('new', () => {}),
  'of a mode': polled('file', (at) => fs.chmodSync(at('file'), 0o600)),
  'in big numbers': polled('file', (at) => fs.writeFileSync(at('file'), 'a longer text'), { bigint: true }),
  'in big numbers of what is never there': polled('new', () => {}, { bigint: true }),
  'of two at one path': async ({ log }, at) => {
    const one = (): void => log('one');
    const other = (): void => log('other');
    const first = fs.watchFile(at('file'), { interval: 10 }, one);
    log(String(first === fs.watchFile(at('file'), { interval: 5_000 }, other)));
    log(`${first.constructor.name} ${first.ref() === first} ${first.unref() === first}`);
    await sleep(LOOKS_MS);
    fs.appendFileSync(at('file'), '!');
    await sleep(LOOKS_MS);
    fs.unwatchFile(at('file'), one);
    fs.appendFileSync(at('file'), '!');
    await sleep(LOOKS_MS);
    fs.unwatchFile(at('file'), other);
    log(String(first === fs.watchFile(at('file'), one)));
    fs.unwatchFile(at('file'));
  },
  'of no path': async ({ log }) => log(await outcomeOf(() => fs.watchFile(5 as never, () => {}))),
  'with no listener': async ({ log }, at) => log(await outcomeOf(() => fs.watchFile(at('file'), {} as never))),
  'with no interval': async ({ log }, at) =>
    log(await outcomeOf(() => fs.watchFile(at('file'), { interval: 'x' as never }, () => {}))),
  'with too long an interval': async ({ log }, at) =>
    log(await outcomeOf(() => fs.watchFile(at('file'), { interval: 2 ** 33 }, () => {}))),
  'that is over without having begun': async ({ log }, at) => log(await outcomeOf(() => fs.unwatchFile(at('file')))),
});

export const FILE_WATCHES: readonly Program[] = [...polling, ...acts, ...more];
