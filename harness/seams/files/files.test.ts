import { AsyncLocalStorage } from 'node:async_hooks';
import fs from 'node:fs';
import { open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { Actor } from '../../engine/operation.ts';
import type { Strategy } from '../../engine/strategy.ts';
import { runOnce } from '../../run/detailed-run.ts';
import type { Env } from '../../scenario/env.ts';
import { randomWalk } from '../../strategies/random-walk.ts';
import { trial, trialOf } from '../../testing/trial.ts';
import { worldOf } from '../../world/world.ts';

interface Outcome {
  /** What the actor `a` returned. */
  readonly value: unknown;
  /** `label phase: outcome` of each step, and notes. */
  readonly lines: readonly string[];
}

/** Runs bodies as actors of one process on a disk with `/state/f`; the first one's result is the outcome. */
async function run(
  bodies: Readonly<Record<string, (actor: Actor) => unknown>>,
  options: { strategy?: Strategy; setup?: (env: Env) => void } = {},
): Promise<Outcome> {
  const scenario = trial((env) => {
    env.disk.write('/state/f', 'before');
    options.setup?.(env);
    const process = env.process('p');
    for (const [name, body] of Object.entries(bodies)) env.actor(name, process, body);
  });
  const { run, recorder } = await runOnce(scenario, { ...(options.strategy ? { strategy: options.strategy } : {}) });
  expect(run.violations).toEqual([]);
  const first = run.execution.actors[0]?.state;
  if (first?.kind === 'threw') throw first.error;
  const lines = recorder.events.map(({ text, phase, outcome }) =>
    phase === '' ? text : `${text} ${phase}: ${outcome}`.trim(),
  );
  return { value: first?.kind === 'returned' ? first.value : undefined, lines };
}

async function codeOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return 'none';
  } catch (error) {
    return error instanceof Error ? Reflect.get(error, 'code') : error;
  }
}

test('writeFile opens, writes two halves and closes, each a step', async () => {
  const { lines } = await run({ a: () => writeFile('/state/f', 'hello world') });
  expect(lines).toEqual([
    'a#1 start actor delivery:',
    'a#2 writeFile file:/state/f effect: open',
    'a#2 writeFile file:/state/f effect: first half, 5 of 11 bytes',
    'a#2 writeFile file:/state/f effect: second half, 11 of 11 bytes',
    'a#2 writeFile file:/state/f effect: close',
    'a#2 writeFile file:/state/f delivery:',
  ]);
});

test('a reader sees every state of a file that is being written, and no other', async () => {
  const seen = new Set<unknown>();
  for (let seed = 0; seed < 100; seed++) {
    const reader = { a: () => readFile('/state/f', 'utf8'), b: () => writeFile('/state/f', 'after') };
    seen.add((await run(reader, { strategy: randomWalk(seed) })).value);
  }
  expect([...seen].sort()).toEqual(['', 'af', 'after', 'before']);
});

test('of two exclusive opens exactly one succeeds, whatever the order, and either may', async () => {
  const outcomes = new Set<string>();
  for (let seed = 0; seed < 50; seed++) {
    const codes: unknown[] = [];
    const take = async (): Promise<void> => {
      codes.push(await codeOf(async () => (await open('/state/lock', 'wx')).close()));
    };
    const bodies = { a: take, b: take };
    const { lines } = await run(bodies, { strategy: randomWalk(seed) });
    expect(codes.sort()).toEqual(['EEXIST', 'none']);
    outcomes.add(lines.find((line) => line.endsWith('EEXIST'))?.slice(0, 1) ?? '');
  }
  expect([...outcomes].sort()).toEqual(['a', 'b']);
});

test('a file handle reads and writes where its position is, and keeps a file that was removed', async () => {
  const { value } = await run({
    a: async () => {
      const handle = await open('/state/f', 'r+');
      fs.unlinkSync('/state/f');
      const first = await handle.read(Buffer.alloc(3), 0, 3);
      await handle.write('-after');
      await handle.appendFile('!');
      await handle.truncate(9);
      await handle.sync();
      const { size } = await handle.stat();
      const all = Buffer.alloc(20);
      const { bytesRead } = await handle.read(all, { position: 0 });
      await handle.close();
      const closed = await codeOf(() => handle.read());
      return [
        first.buffer.toString(),
        size,
        all.toString('utf8', 0, bytesRead),
        closed,
        handle.fd,
        fs.existsSync('/state/f'),
      ];
    },
  });
  expect(value).toEqual(['bef', 9, 'bef-after', 'EBADF', -1, false]);
});

test('closing a file handle waits for the calls that are under way, in every order', async () => {
  for (let seed = 0; seed < 40; seed++) {
    const close = async (): Promise<string> => {
      const handle = await open('/state/f', 'w');
      const order: string[] = [];
      const write = handle.writeFile('text').then(() => order.push('written'));
      const close = handle.close().then(() => order.push('closed'));
      await Promise.all([write, close]);
      return [...order, await readFile('/state/f', 'utf8')].join(' ');
    };
    const { value } = await run({ a: close }, { strategy: randomWalk(seed) });
    expect(value).toBe('written closed text');
  }
});

test('await using closes a file handle', async () => {
  const { value } = await run({
    a: async (actor) => {
      {
        const handle = await open('/state/f', 'r');
        await handle[Symbol.asyncDispose]();
      }
      return worldOf(actor.execution)?.disk.openFiles(actor.process);
    },
  });
  expect(value).toBe(0);
});

test('callbacks run as their actor and keep the AsyncLocalStorage of the code itself', async () => {
  const storage = new AsyncLocalStorage<string>();
  const { value } = await run({
    a: () =>
      new Promise((settle) => {
        storage.run('mine', () => {
          fs.readFile('/state/f', 'utf8', (_error, first) => {
            fs.stat('/state/f', (_error, stats) => settle([storage.getStore(), first, stats.size]));
          });
        });
      }),
  });
  expect(value).toEqual(['mine', 'before', 6]);
});

test('util.promisify gives what it gives of the real functions', async () => {
  const { value } = await run({
    a: async () => {
      const fd = await promisify(fs.open)('/state/f', 'r+');
      const written = await promisify(fs.write)(fd, Buffer.from('AB'), 0, 2, 0);
      const read = await promisify(fs.read)(fd, Buffer.alloc(4), 0, 4, 0);
      await promisify(fs.close)(fd);
      const exists = await Promise.all([promisify(fs.exists)('/state/f'), promisify(fs.exists)('/state/g')]);
      return [written.bytesWritten, read.bytesRead, read.buffer.toString(), exists];
    },
  });
  expect(value).toEqual([2, 4, 'ABfo', [true, false]]);
});

test('synchronous calls act within the step, leave no choice, and are noted in the timeline', async () => {
  const { lines } = await run({
    a: () => {
      fs.writeFileSync('/state/g', 'x');
      try {
        fs.openSync('/state/g', 'wx');
      } catch {}
      const options = {
        get withFileTypes(): true {
          throw new Error('mine');
        },
      };
      expect(() => fs.readdirSync('/state', options)).toThrow('mine');
    },
  });
  expect(lines).toEqual([
    'a#1 start actor delivery:',
    'a writeFileSync file:/state/g: 1 bytes',
    'a openSync file:/state/g: EEXIST',
    'a readdirSync file:/state: Error: mine',
  ]);
});

test('errors of synchronous calls say where they come from', async () => {
  const { value } = await run({ a: () => codeOfStack(() => fs.readFileSync('/nowhere')) });
  expect(value).toMatch(/^Error: ENOENT: no such file or directory, open '\/nowhere'\n +at .*files\.test\.ts/s);
});

function codeOfStack(call: () => unknown): string | undefined {
  try {
    call();
  } catch (error) {
    return error instanceof Error ? error.stack : undefined;
  }
  return undefined;
}

test('an abort ends readFile before it reads, and writeFile before it opens or before its bytes, but not between them', async () => {
  const reads = new Set<string>();
  const writes = new Set<string>();
  for (let seed = 0; seed < 100; seed++) {
    const controller = new AbortController();
    const { signal } = controller;
    const bodies = {
      a: async () => {
        reads.add(String(await codeOf(() => readFile('/state/f', { signal }))));
        const code = await codeOf(() => writeFile('/state/f', 'after', { signal }));
        writes.add(`${code} ${fs.readFileSync('/state/f', 'utf8')}`);
      },
      b: () => controller.abort(),
    };
    await run(bodies, { strategy: randomWalk(seed) });
  }
  expect([...reads].sort()).toEqual(['ABORT_ERR', 'none']);
  // Whoever is aborted while it writes has emptied the file already; from Node 26 on it has written it too.
  const written = Number.parseInt(process.versions.node, 10) >= 26 ? 'after' : '';
  expect([...writes].sort()).toEqual([`ABORT_ERR ${written}`, 'ABORT_ERR before', 'none after'].sort());
});

test('what the disk cannot do is refused by name, and the real disk is left alone', async () => {
  const { value } = await run({
    a: async () => {
      const calls: (() => unknown)[] = [() => fs.openAsBlob('/state/f'), () => fs.watch('/state', { recursive: true })];
      return Promise.all(calls.map(codeOf));
    },
  });
  expect(value).toEqual(Array.from({ length: 2 }, () => 'ERR_UNSUPPORTED_CALL'));
});

test('calls by no actor reach the real disk, calls by an actor never do', async () => {
  const own = new URL(import.meta.url).pathname;
  const { value } = await run({ a: () => [fs.existsSync(own), fs.existsSync('/state/f')] });
  expect(value).toEqual([false, true]);
  expect([fs.existsSync(own), fs.existsSync('/state/f')]).toEqual([true, false]);
  expect((await stat(own)).isFile()).toBe(true);
});

test('a simulated descriptor means nothing outside its execution', async () => {
  const { value: fd } = await run({ a: () => fs.openSync('/state/f', 'r') });
  expect(await codeOf(() => fs.fstatSync(fd as number))).toBe('EBADF');
});

test('a package that is required late is loaded from the real disk, and its own calls are simulated', async () => {
  const require = createRequire(import.meta.url);
  const name = require.resolve('write-file-atomic');
  delete require.cache[name];
  const { value } = await run({
    a: async () => {
      const write = require('write-file-atomic') as (path: string, text: string) => Promise<void>;
      await write('/state/f', 'atomic');
      return readFile('/state/f', 'utf8');
    },
  });
  expect(value).toBe('atomic');
});

test('a name that looks made up has an alias in labels, counted by actor; the disk has the real one', async () => {
  const { lines, value } = await run(
    {
      a: async () => {
        await rename('/state/f', '/state/f.20260101.bak');
        await stat('/state/known-123456');
        const directory = await fs.promises.mkdtemp('/state/tmp-');
        await writeFile(`${directory}/x.0123456789abcdef.tmp`, '');
        return [fs.readdirSync('/state').length, fs.existsSync('/state/f.20260101.bak'), fs.readdirSync(directory)];
      },
    },
    { setup: (env) => env.disk.write('/state/known-123456', '') },
  );
  expect(value).toEqual([3, true, ['x.0123456789abcdef.tmp']]);
  const labels = lines.filter((line) => line.includes('delivery') && !line.includes('start'));
  expect(labels.map((line) => line.split(' ')[2])).toEqual([
    'file:/state/f.<a.1>.bak',
    'file:/state/known-123456',
    'file:/state/tmp-',
    'file:/state/tmp-<a.2>/x.<a.3>.tmp',
  ]);
});

test('chdir moves one process, through links, and refuses as Node does', async () => {
  const refused = (directory: unknown): unknown => {
    try {
      process.chdir(directory as string);
      return 'moved';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const seen: unknown[] = [];
  const scenario = trial((env) => {
    env.disk.write('/srv/x/note', '');
    const [p, q] = [env.process('p', { cwd: '/app' }), env.process('q')];
    env.actor('a', p, async () => {
      seen.push(process.cwd(), refused('nowhere'), refused('/srv/x/note'), refused(5));
      fs.symlinkSync('/srv/x', 'link');
      process.chdir('./link');
      seen.push(process.cwd(), resolve('note'), fs.readdirSync('.'));
      await writeFile('made', 'here');
      seen.push(fs.existsSync('/srv/x/made'), refused('..'), process.cwd());
    });
    env.actor('b', q, () => seen.push(process.cwd()), { atMs: 1_000 });
  });
  await runOnce(scenario);
  expect(seen).toEqual([
    '/app',
    "ENOENT: no such file or directory, chdir '/app' -> 'nowhere'",
    "ENOTDIR: not a directory, chdir '/app' -> '/srv/x/note'",
    'The "directory" argument must be of type string. Received type number (5)',
    '/srv/x',
    '/srv/x/note',
    ['note'],
    true,
    'moved',
    '/srv',
    '/',
  ]);
});

test('relative paths begin at the root of the simulated disk, on every machine', async () => {
  const real = process.cwd();
  const { value, lines } = await run({
    a: async () => {
      await writeFile('state/g', 'x');
      return [fs.readFileSync('./state/../state/g', 'utf8'), resolve('x'), process.cwd()];
    },
  });
  expect(value).toEqual(['x', '/x', '/']);
  expect(lines[1]).toBe('a#2 writeFile file:/state/g effect: open');
  expect(process.cwd()).toBe(real);
});

test('file times are virtual', async () => {
  const { value } = await run({
    a: async () => {
      await new Promise((settle) => setTimeout(settle, 60_000));
      await writeFile('/state/f', 'x');
      const stats = await stat('/state/f');
      return [stats.mtimeMs - stats.birthtimeMs, stats.mtimeMs - Date.now(), stats.mtime instanceof Date];
    },
  });
  expect(value).toEqual([60_000, 0, true]);
});

test('times are set to the beginning of 1970, or to now where they are before it', async () => {
  let times: number[] = [];
  const scenario = trialOf({
    a: () => {
      fs.writeFileSync('/t', '');
      times = [0, 5, -1].map((seconds) => {
        fs.utimesSync('/t', seconds, seconds);
        return fs.statSync('/t').mtimeMs;
      });
    },
  });
  const { run } = await runOnce(scenario);
  expect(times.slice(0, 2)).toEqual([0, 5_000]);
  expect(times[2]).toBeGreaterThan(run.execution.now);
});
