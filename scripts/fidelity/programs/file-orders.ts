import fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { called, outcomeOf, type Place, type Program, said } from '../program.ts';
import { prepare, treeOf } from './file-fixtures.ts';

type Act = (at: (name: string) => string) => Promise<unknown>;

/** Calls that meet in one file. */
const ACTS: Readonly<Record<string, Act>> = {
  writeFile: (at) => fs.promises.writeFile(at('file'), 'written'),
  'writeFile by callback': (at) => called((done) => fs.writeFile(at('file'), 'called', done)),
  appendFile: (at) => fs.promises.appendFile(at('file'), '+'),
  readFile: (at) => fs.promises.readFile(at('file'), 'utf8'),
  'rename away': (at) => fs.promises.rename(at('file'), at('away')),
  'rename over': (at) => fs.promises.rename(at('empty'), at('file')),
  unlink: (at) => fs.promises.unlink(at('file')),
  stat: async (at) => (await fs.promises.stat(at('file'))).size,
  'open exclusively': async (at) => (await fs.promises.open(at('file'), 'wx')).close(),
  truncate: (at) => fs.promises.truncate(at('file'), 1),
  mkdir: (at) => fs.promises.mkdir(at('file')),
};
const names = Object.keys(ACTS);

const pairs = names.flatMap((first, i) =>
  names.slice(i).map((second): Program => {
    return {
      name: `together: ${first} and ${second}`,
      api: 'two calls of fs on one file',
      run: async (place) => {
        prepare(place);
        const at = (name: string): string => join(place.dir, name);
        const one = async (name: string, says: string): Promise<void> => {
          place.log(`${says} ${await outcomeOf(() => ACTS[name]?.(at))}`);
        };
        await Promise.all([one(first, 'first'), one(second, 'second')]);
        place.log(treeOf(place.dir).join(' '));
      },
    };
  }),
);

/** What the event loop does around a call. */
const around: Readonly<Record<string, (place: Place) => unknown>> = {
  'the callback of readFile begins an immediate and a timeout': async ({ dir, log }) => {
    await called((done) => {
      fs.readFile(join(dir, 'file'), () => {
        setTimeout(() => log('timeout'), 0);
        setImmediate(() => {
          log('immediate');
          done();
        });
        process.nextTick(() => log('tick'));
      });
    });
    await sleep(4);
  },
  'the callback of stat begins an immediate and a timeout': async ({ dir, log }) => {
    await called((done) => {
      fs.stat(join(dir, 'file'), () => {
        setTimeout(() => {
          log('timeout');
          done();
        }, 0);
        setImmediate(() => log('immediate'));
      });
    });
    await sleep(4);
  },
  'a sync call before a promise of one': async ({ dir, log }) => {
    const later = fs.promises.readFile(join(dir, 'file'), 'utf8').then((text) => log(text));
    fs.writeFileSync(join(dir, 'file'), 'sync');
    log('written');
    await later;
  },
  'access by callback is never at once': async ({ dir, log }) => {
    const later = called((done) => fs.access(join(dir, 'file'), done)).then(() => log('answered'));
    log('asked');
    await later;
  },
  'exists by callback': async ({ dir, log }) => {
    log(String(await called((done) => fs.exists(join(dir, 'file'), done))));
    log(String(await called((done) => fs.exists(join(dir, 'missing'), done))));
  },
  'readFile aborted before': async ({ dir, log }) =>
    log(await outcomeOf(() => fs.promises.readFile(join(dir, 'file'), { signal: AbortSignal.abort() }))),
  'readFile by callback aborted before': async ({ dir, log }) => {
    const signal = AbortSignal.abort();
    log(
      await outcomeOf(async () => said((await called((done) => fs.readFile(join(dir, 'file'), { signal }, done)))[0])),
    );
  },
  'writeFile aborted before': async ({ dir, log }) => {
    log(await outcomeOf(() => fs.promises.writeFile(join(dir, 'file'), 'new', { signal: AbortSignal.abort() })));
    log(fs.readFileSync(join(dir, 'file'), 'utf8'));
  },
  'writeFile aborted in the same turn': async ({ dir, log }) => {
    const ending = new AbortController();
    const writing = outcomeOf(() => fs.promises.writeFile(join(dir, 'file'), 'new', { signal: ending.signal }));
    ending.abort();
    log(await writing);
    log(fs.readFileSync(join(dir, 'file'), 'utf8'));
  },
  'writeFile by callback aborted in the same turn': async ({ dir, log }) => {
    const ending = new AbortController();
    const writing = called((done) => fs.writeFile(join(dir, 'file'), 'new', { signal: ending.signal }, done));
    ending.abort();
    log(said((await writing)[0]));
    log(fs.readFileSync(join(dir, 'file'), 'utf8'));
  },
  'appends to one file from two sides': async ({ dir, log }) => {
    const path = join(dir, 'file');
    await Promise.all(['a', 'b', 'c'].map((text) => fs.promises.appendFile(path, text)));
    log([...fs.readFileSync(path, 'utf8')].sort().join(''));
  },
};

const loops = Object.entries(around).map(([what, run]): Program => {
  return {
    name: `fs and the loop: ${what}`,
    api: 'fs and the event loop',
    run: (place) => {
      prepare(place);
      return run(place);
    },
  };
});

export const FILE_ORDERS: readonly Program[] = [...pairs, ...loops];
