import { unlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import workerThreads, { threadId } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import { trial, trialOf } from '../../testing/trial.ts';
import { worldOf } from '../../world/world.ts';

test('an actor sees the pid of its simulated process, everybody else the real one', async () => {
  const real = process.pid;
  const pids: number[] = [];
  const scenario = trial((env) => {
    for (const name of ['p', 'q']) env.actor(name, env.process(name), () => pids.push(process.pid, process.ppid));
    env.actor('r', env.process('r', { pid: 4711 }), () => pids.push(process.pid));
  });
  await runOnce(scenario);
  expect(pids).toEqual([1000, 1, 1001, 1, 4711]);
  expect(process.pid).toBe(real);
});

test('host name, thread and uptime are the same everywhere', async () => {
  const seen: unknown[] = [];
  await runOnce(
    trialOf({
      a: async () => {
        await sleep(1_500);
        seen.push(os.hostname(), `${os.hostname}`, threadId, process.uptime());
      },
    }),
  );
  expect(seen).toEqual(['raceline', 'raceline', 0, 1.5]);
  expect(process.uptime()).not.toBe(1.5);
});

test('kill with signal 0 finds living simulated processes and no others', async () => {
  const seen: unknown[] = [];
  const isAlive = (pid: number): unknown => {
    try {
      return process.kill(pid, 0);
    } catch (error) {
      return Reflect.get(error as object, 'code');
    }
  };
  const realPid = process.pid;
  const scenario = trial((env) => {
    const [p, q] = [env.process('p'), env.process('q')];
    env.actor('a', p, async () => {
      seen.push(isAlive(q.pid), isAlive(p.pid), isAlive(realPid), isAlive(77));
      await sleep(10);
      env.kill(q);
      seen.push(isAlive(q.pid));
      try {
        process.kill(p.pid, 'SIGNONSENSE');
      } catch (error) {
        seen.push(Reflect.get(error as object, 'code'));
      }
    });
  });
  const { run } = await runOnce(scenario);
  expect(run.violations).toEqual([]);
  expect(seen).toEqual([true, true, 'ESRCH', 'ESRCH', 'ESRCH', 'ERR_UNKNOWN_SIGNAL']);
});

test('kill reads pid and signal as Node does, and refuses them itself: no real process is signalled', async () => {
  const seen: unknown[] = [];
  const outcome = (pid: unknown, signal: unknown): string => {
    try {
      return String(process.kill(pid as number, signal as string));
    } catch (error) {
      return (error as Error).message;
    }
  };
  const scenario = trial((env) => {
    const [p, q, r] = [env.process('p'), env.process('q'), env.process('r')];
    for (const victim of [q, r]) env.actor(victim.name, victim, () => sleep(1_000));
    env.actor('a', p, async () => {
      await sleep(10);
      seen.push(outcome(String(q.pid), 0), outcome('no pid', 0), outcome(null, 0), outcome(3e9, 0));
      seen.push(outcome(q.pid, 'NONE'), outcome(q.pid, ['SIGTERM']), outcome(q.pid, 1.5), outcome(q.pid, 100));
      seen.push(outcome(String(q.pid), null), q.alive, outcome(r.pid, ''), r.alive);
    });
  });
  await runOnce(scenario);
  const noPid = 'The "pid" argument must be of type number. Received';
  expect(seen).toEqual([
    ...['true', `${noPid} type string ('no pid')`, `${noPid} null`, `${noPid} type number (3000000000)`],
    ...['Unknown signal: NONE', "Unknown signal: [ 'SIGTERM' ]", 'Unknown signal: 1.5', 'kill EINVAL'],
    ...['true', false, 'true', false],
  ]);
});

test('a signal ends a simulated process, and nothing of it runs again', async () => {
  const lines: string[] = [];
  const scenario = trial((env) => {
    const [p, q] = [env.process('p'), env.process('q')];
    env.actor('victim', q, async () => {
      await sleep(10);
      lines.push('victim');
    });
    env.actor('killer', p, async () => {
      await sleep(5);
      lines.push(String(process.kill(q.pid)));
    });
  });
  const { run } = await runOnce(scenario);
  expect(lines).toEqual(['true']);
  expect(run.execution.actors.map((actor) => actor.state.kind)).toEqual(['killed', 'returned']);
});

test('process.exit ends the simulated process of its caller, not ours, and the code after it does not run', async () => {
  const lines: string[] = [];
  const scenario = trial((env) => {
    const p = env.process('p');
    env.actor('exits', p, async () => {
      await sleep(5);
      setTimeout(() => lines.push('timer of a dead process'), 1);
      process.exit(3);
      lines.push('after exit');
    });
    env.actor('exits-in-a-callback', env.process('q'), () => {
      setTimeout(() => process.exit(), 1);
    });
    env.actor('exits-at-once', env.process('r'), () => process.kill(process.pid, 'SIGKILL'));
    env.actor('sibling', p, async () => {
      await sleep(100);
      lines.push('sibling');
    });
  });
  const { run, recorder } = await runOnce(scenario);
  expect(lines).toEqual([]);
  expect(run.violations).toEqual([]);
  // The second one's body had returned before its timer ended the process.
  expect(run.execution.actors.map((actor) => actor.state.kind)).toEqual(['killed', 'returned', 'killed', 'killed']);
  expect(recorder.events.filter((event) => event.kind === 'note').map((event) => event.text)).toContain(
    'process.exit(3) of p (pid 1000)',
  );
});

test('the test runner is hidden from actors and back afterwards; an exit code set by an actor is not ours', async () => {
  const seen: unknown[] = [];
  await runOnce(
    trialOf({
      a: () => {
        seen.push(process.env.VITEST, process.env.VITEST_WORKER_ID, process.env.NODE_ENV);
        process.exitCode = 9;
      },
    }),
  );
  expect(seen).toEqual([undefined, undefined, undefined]);
  expect(process.env.VITEST).toBe('true');
  expect(process.env.NODE_ENV).toBe('test');
  expect(process.exitCode).toBe(undefined);
});

test('process listeners belong to the simulated process and run at its exit and on signals', async () => {
  const lines: string[] = [];
  const before = process.eventNames().map((event) => `${String(event)} ${process.listenerCount(event as 'exit')}`);
  const scenario = trial((env) => {
    const [p, q] = [env.process('p'), env.process('q')];
    env.actor('serves', q, async () => {
      process.on('exit', (code) => {
        lines.push(`${env.now} exit ${code}`);
        process.exit(7);
      });
      process.once('SIGTERM', (signal: string, number: number) => {
        lines.push(`${process.pid} ${signal} ${number}`);
        setTimeout(() => process.exit(4), 50);
      });
      await sleep(1_000);
      lines.push('outlived its exit');
    });
    env.actor('stops', p, async () => {
      await sleep(10);
      lines.push(String(process.listenerCount('SIGTERM')));
      process.kill(q.pid);
      await sleep(20);
      lines.push(String(process.kill(q.pid, 0)));
    });
  });
  const { run, leaks } = await runOnce(scenario);
  expect(run.violations).toEqual([]);
  expect(leaks).toEqual([]);
  expect(lines).toEqual(['0', '1001 SIGTERM 15', 'true', '60 exit 4']);
  expect(process.eventNames().map((event) => `${String(event)} ${process.listenerCount(event as 'exit')}`)).toEqual(
    before,
  );
});

test('SIGKILL cannot be handled, and a process killed by it runs no exit listener', async () => {
  const lines: string[] = [];
  const scenario = trial((env) => {
    const [p, q] = [env.process('p'), env.process('q')];
    env.actor('victim', q, async () => {
      process.on('exit', () => lines.push('exit'));
      process.on('SIGHUP', () => lines.push('SIGHUP'));
      await sleep(1_000);
    });
    env.actor('killer', p, async () => {
      await sleep(10);
      process.kill(q.pid, 9);
    });
  });
  const { run } = await runOnce(scenario);
  expect(lines).toEqual([]);
  expect(run.execution.actors[0]?.state.kind).toBe('killed');
});

test('the parent of all is always there and takes no harm, and no upstream is reached by a pid', async () => {
  const scenario = trial((env) => {
    env.network.upstream('https://api.example.com', () => new Response('ok'));
    env.actor('a', env.process('p'), async () => {
      process.kill(process.ppid, 0);
      process.kill(process.ppid);
      const response = await fetch('https://api.example.com/');
      expect(await response.text()).toBe('ok');
      await new Promise(() => {});
    });
  });
  const { run, violations } = await runOnce(scenario);
  expect(run.execution.processes.map(({ alive }) => alive)).toEqual([true, true]);
  // Nothing was killed, so nothing explains an actor that never ends.
  expect(violations.map(({ property }) => property)).toEqual(['no-deadlock']);
});

test('a thread has the pid of its process and an id of its own, ends with it, and alone', async () => {
  const seen: unknown[] = [];
  const scenario = trial((env) => {
    const main = env.process('main');
    const [first, second] = [env.process('first', { threadOf: main }), env.process('second', { threadOf: main })];
    for (const [name, process_] of Object.entries({ main, first, second })) {
      env.actor(
        name,
        process_,
        async () => {
          seen.push([name, process.pid, workerThreads.threadId, workerThreads.isMainThread]);
          if (name === 'first') process.exit();
          await sleep(10);
          if (name === 'second') process.kill(process.pid, 'SIGKILL');
          seen.push(`${name} goes on`);
        },
        { atMs: 0, latestMs: 0 },
      );
    }
  });
  const { run } = await runOnce(scenario);
  expect(seen.slice(0, 3)).toEqual([
    ['main', 1000, 0, true],
    ['first', 1000, 1, false],
    ['second', 1000, 2, false],
  ]);
  expect(seen.slice(3)).toEqual(['main goes on']);
  expect(run.execution.actors.map(({ state }) => state.kind)).toEqual(['returned', 'killed', 'killed']);
});

test('events of a name of their own reach the listeners of their process alone', async () => {
  const heard: unknown[] = [];
  const scenario = trial((env) => {
    for (const name of ['p', 'q']) {
      env.actor(name, env.process(name), () => {
        process.on('reload', (what) => heard.push(`${name} ${what}`));
        process.emit('reload' as 'disconnect', ...([name] as unknown as []));
      });
    }
  });
  await runOnce(scenario);
  expect(heard).toEqual(['p p', 'q q']);
  expect(process.listenerCount('reload')).toBe(0);
});

test('what is left of the code of a process that has exited has no effect', async () => {
  const scenario = trial((env) => {
    const p = env.process('p');
    env.actor('a', p, () => {
      writeFileSync('/lock', '');
      queueMicrotask(() => writeFileSync('/microtask', ''));
      try {
        process.exit(1);
      } catch {
        writeFileSync('/caught', '');
      } finally {
        unlinkSync('/lock');
      }
    });
  });
  const { run, violations } = await runOnce(scenario);
  expect(violations).toEqual([]);
  const { disk } = worldOf(run.execution) ?? {};
  expect(['/lock', '/caught', '/microtask'].map((path) => disk?.exists(path))).toEqual([true, false, false]);
});
