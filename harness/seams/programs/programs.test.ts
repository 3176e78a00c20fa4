import { exec, execFile, execFileSync, execSync, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import type { Env } from '../../scenario/env.ts';
import { trial, trialOf } from '../../testing/trial.ts';

/** What one actor sees of programs, in the default order. Nothing escapes. */
async function seenWith(
  install: (env: Env) => void,
  body: (say: (what: unknown) => void) => unknown,
): Promise<unknown[]> {
  const said: unknown[] = [];
  const scenario = trial((env) => {
    install(env);
    env.actor('a', env.process('p'), () => body((what) => said.push(what)));
  });
  const { run, leaks } = await runOnce(scenario);
  expect(leaks).toEqual([]);
  expect(run.execution.unhandled).toEqual([]);
  return said;
}

test('spawn: bytes go in and out, then come the exit and the close', async () => {
  const said = await seenWith(
    (env) =>
      env.program('cat', async ({ stdin, stdout, args }) => {
        for await (const chunk of stdin) stdout.write(chunk);
        return args.length;
      }),
    async (say) => {
      const child = spawn('cat', ['-u', '-v']);
      child.on('spawn', () => say(`spawn ${child.pid}`));
      child.on('exit', (code, signal) => say(`exit ${code} ${signal}`));
      child.stdout.on('data', (data) => say(`${data}`));
      child.stdin.end('meow');
      const [code] = await once(child, 'close');
      say(`close ${code}`);
    },
  );
  expect(said.sort()).toEqual(['close 2', 'exit 2 null', 'meow', 'spawn 1001']);
});

test('a program finds its own variables, folder, arguments and pid, and console goes to its output', async () => {
  const said = await seenWith(
    (env) => {
      env.disk.mkdir('/srv');
      env.program('who', () => {
        // biome-ignore lint/suspicious/noConsole: its output is the program's
        console.log(process.cwd(), process.env.A, process.env.HOME, process.argv.slice(1), process.pid);
      });
    },
    async (say) => {
      const { stdout } = await promisify(execFile)('/usr/bin/who', ['am', 'i'], { cwd: './srv', env: { A: '1' } });
      say(stdout);
      say(spawnSync('who', { cwd: '/nowhere' }).error?.message);
    },
  );
  expect(said).toEqual(["/srv 1 undefined [ 'who', 'am', 'i' ] 1001\n", 'spawnSync who ENOENT']);
});

test('kill ends it by a signal, which it may hear', async () => {
  const said = await seenWith(
    (env) => {
      env.program('deaf', () => delay(100_000));
      env.program('polite', async () => {
        process.on('SIGTERM', () => process.exit(3));
        await delay(100_000);
      });
    },
    async (say) => {
      for (const name of ['deaf', 'polite']) {
        const child = spawn(name);
        await delay(200);
        say(child.kill());
        say(await once(child, 'exit'));
        say(child.kill());
      }
    },
  );
  expect(said).toEqual([true, [null, 'SIGTERM'], false, true, [3, null], false]);
});

test('a time limit is one of virtual time', async () => {
  const said = await seenWith(
    (env) => env.program('slow', () => delay(10_000)),
    async (say) => {
      const error = await promisify(execFile)('slow', { timeout: 500 }).catch((reason) => reason);
      say([error.killed, error.signal, error.code]);
      const child = spawn('slow', { timeout: 500, killSignal: 'SIGKILL' });
      say(await once(child, 'exit'));
    },
  );
  expect(said).toEqual([
    [true, 'SIGTERM', null],
    [null, 'SIGKILL'],
  ]);
});

test('exec runs a line that is words alone; what throws has exit code 1', async () => {
  const said = await seenWith(
    (env) =>
      env.program('git', ({ args, stderr }) => {
        stderr.write(args.join());
        throw new Error('no');
      }),
    async (say) => {
      const error = await promisify(exec)("git commit -m 'a b'").catch((reason) => reason);
      say([error.code, error.stderr]);
    },
  );
  expect(said).toEqual([[1, 'commit,-m,a bError: no\n']]);
});

test('a program that is not there is an error; one that nobody declared is refused', async () => {
  const install = (env: Env): void => env.program('missing', null);
  const begins = (name: string) => async (say: (what: unknown) => void) => {
    const [error] = await once(spawn(name), 'error').catch((reason) => [reason]);
    say(`${error.code} ${error.syscall}`);
  };
  expect(await seenWith(install, begins('missing'))).toEqual(['ENOENT spawn missing']);
  const refused = trial((env) => env.actor('a', env.process('p'), () => begins('other')(() => {})));
  const { leaks } = await runOnce(refused);
  expect(leaks).toHaveLength(1);
  expect(leaks[0]).toContain('PROCESSWRAP');
  expect(leaks[0]).toContain("which begins other: declare env.program('other', ...), or null where there is none");
});

test('fork: messages both ways, and the program lives while it listens', async () => {
  const said = await seenWith(
    (env) =>
      env.program('worker.js', () => {
        process.on('message', ({ n }: { n: number }) => {
          process.send?.({ n: n + 1 });
          if (n > 1) process.disconnect();
        });
      }),
    async (say) => {
      const child = fork('/app/worker.js');
      child.on('message', (message) => say(message));
      child.on('disconnect', () => say('disconnect'));
      child.send({ n: 1 });
      await once(child, 'message');
      child.send({ n: 2 });
      say(await once(child, 'exit'));
    },
  );
  expect(said).toEqual([{ n: 2 }, { n: 3 }, 'disconnect', [0, null]]);
});

test('synchronous calls run what does not wait', async () => {
  const said = await seenWith(
    (env) => {
      env.program('rev', ({ args, stdin, stdout }) => {
        const text = `${args.join()}${stdin.read() ?? ''}`;
        stdout.write([...text].reverse().join(''));
        return text === '' ? 4 : 0;
      });
      env.program('touch', ({ args }) => fs.writeFileSync(String(args[0]), ''));
    },
    (say) => {
      say(execFileSync('rev', ['abc'], { encoding: 'utf8' }));
      say(spawnSync('rev').status);
      execSync('touch /made');
      say(fs.existsSync('/made'));
      say(spawnSync('rev', { input: 'xyz' }).stdout.toString());
    },
  );
  expect(said).toEqual(['cba', 4, true, 'zyx']);
});

test('files are inherited, and output goes to the timeline', async () => {
  const said = await seenWith(
    (env) => env.program('log', ({ stdout, args }) => void stdout.write(`${args}\n`)),
    async (say) => {
      const fd = fs.openSync('/log', 'a');
      for (const n of ['1', '2']) await once(spawn('log', [n], { stdio: ['ignore', fd, 'inherit'] }), 'exit');
      fs.closeSync(fd);
      say(fs.readFileSync('/log', 'utf8'));
    },
  );
  expect(said).toEqual(['1\n2\n']);
});

test('what waits for room keeps the program alive, and who reads nothing is never told of its end', async () => {
  const said = await seenWith(
    (env) => env.program('big', ({ stdout }) => void stdout.write(Buffer.alloc(1_000_000))),
    async (say) => {
      const child = spawn('big');
      await delay(1_000);
      say(child.exitCode);
      let size = 0;
      child.stdout.on('data', (data) => {
        size += data.length;
      });
      await once(child, 'close');
      say(size);
    },
  );
  expect(said).toEqual([null, 1_000_000]);
});

test('what a program inherits for its output is the timeline, and a real process is begun for nobody but an actor', async () => {
  const scenario = trial((env) => {
    env.program('say', ({ stdout, stderr }) => {
      stdout.write('one\ntwo');
      stderr.write('three');
    });
    env.actor('a', env.process('p'), async () => {
      await once(spawn('say', { stdio: 'inherit' }), 'exit');
      spawnSync('say', { stdio: 'inherit' });
    });
  });
  const { events } = await runOnce(scenario);
  const logged = events.filter(({ kind }) => kind === 'log').map(({ text }) => text);
  expect(logged).toEqual(['one', 'two', 'three', 'one', 'two', 'three']);
  expect(spawnSync('true').status).toBe(0);
});

test('where a scenario allows them, processes are real ones', async () => {
  const seen: unknown[] = [];
  const allowed = { ...trialOf({ a: () => void seen.push(spawnSync('false').status) }), allow: ['PROCESSWRAP'] };
  expect((await runOnce(allowed)).leaks).toEqual([]);
  expect(seen).toEqual([1]);
});
