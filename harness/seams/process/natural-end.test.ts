import { existsSync, unlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { explore } from '../../explore/explore.ts';
import { runOnce } from '../../run/detailed-run.ts';
import { trial, trialOf } from '../../testing/trial.ts';

const never = (): Promise<void> => new Promise(() => {});

test('beforeExit comes again after what a listener of it began, exit once with the exit code, and nothing after it', async () => {
  const seen: unknown[] = [];
  const { run, events } = await runOnce(
    trialOf({
      a: async () => {
        let rounds = 0;
        process.exitCode = 3;
        process.on('beforeExit', (code) => {
          seen.push(`beforeExit ${code}`);
          if (rounds++ < 2) setTimeout(() => seen.push('more'), 1);
          else void Promise.resolve().then(() => seen.push('a microtask is no work'));
        });
        process.on('exit', (code) => {
          seen.push(`exit ${code}`);
          process.exitCode = 9;
          setTimeout(() => seen.push('after exit'), 0);
        });
        process.on('exit', (code) => seen.push(`exit ${code} ${process.exitCode}`));
        await sleep(5);
      },
    }),
  );
  const round = ['beforeExit 3', 'more'];
  expect(seen).toEqual([...round, ...round, 'beforeExit 3', 'a microtask is no work', 'exit 3', 'exit 3 9']);
  expect(run.ending).toEqual({ kind: 'quiescent', excused: [] });
  expect(run.execution.actors.map(({ state }) => state.kind)).toEqual(['returned']);
  expect(events.at(-1)?.text).toBe('nothing is left to run of p (pid 1000): exit code 9');
});

test('the end of a process is a step: another process sees what its exit listeners leave before or after, and its pid go', async () => {
  const seen = new Set<string>();
  const scenario = trial(
    (env) => {
      env.actor('holds', env.process('p'), () => {
        writeFileSync('/lock', '');
        process.on('exit', () => unlinkSync('/lock'));
      });
      env.actor('looks', env.process('q'), async () => {
        const had = await readFile('/lock').then(
          () => 'locked',
          () => 'free',
        );
        let pid = 'alive';
        try {
          process.kill(1000, 0);
        } catch {
          pid = 'gone';
        }
        seen.add(`${had}, ${pid}`);
      });
    },
    { fileMsMax: 0 },
  );
  const { verdicts } = await explore(scenario, 'only', { strategy: 'exhaustive', schedulesMax: 500 });
  expect(verdicts.every(({ verdict, how }) => verdict === 'holds' && how.kind === 'exhaustive')).toBe(true);
  expect([...seen].toSorted()).toEqual(['free, alive', 'free, gone', 'locked, alive', 'locked, gone']);
});

test('unref-ed timers put off no end and do not fire during it; a signal on its way does, and is heard', async () => {
  const seen: string[] = [];
  const scenario = trial((env) => {
    const p = env.process('p');
    env.actor('a', p, () => {
      process.on('exit', () => seen.push(`exit at ${env.now}`));
      process.on('SIGTERM', () => setTimeout(() => seen.push(`worked until ${env.now}`), 20));
      setTimeout(() => seen.push('unref-ed'), 30).unref();
      setTimeout(() => process.kill(process.pid), 5);
    });
    env.actor('b', env.process('q'), () => sleep(100));
  });
  for (let seed = 0; seed < 20; seed++) {
    seen.length = 0;
    await runOnce(scenario, { strategy: 'random-walk', seed });
    expect(seen.map((text) => text.replace(/ \d+/, ''))).toEqual(['worked until', 'exit at']);
  }
});

test('whoever waits for nobody is in a deadlock, though its process ends: with the code of an unsettled await', async () => {
  const codes: unknown[] = [];
  const scenario = trial((env) => {
    env.actor('stuck', env.process('p'), () => {
      process.on('exit', () => {
        codes.push(process.exitCode, env.now);
        process.exit();
      });
      return never();
    });
    env.actor('other', env.process('q'), () => sleep(7));
  });
  const { run, violations } = await runOnce(scenario);
  expect(codes).toEqual([13, 7]);
  expect(violations.map(({ property }) => property)).toEqual(['no-deadlock']);
  expect(run.ending).toMatchObject({ actors: ['stuck'] });
});

test('a process is not at its end while a thread of it, or a connection, goes on', async () => {
  const seen: string[] = [];
  const scenario = trial((env) => {
    env.network.upstream('https://api.test', async () => {
      await sleep(30);
      return new Response('ok');
    });
    const main = env.process('main');
    env.actor('main', main, () => void process.on('exit', () => seen.push(`main exits at ${env.now}`)));
    env.actor('thread', env.process('thread', { threadOf: main }), () => sleep(40));
    env.actor('client', env.process('client'), () => {
      process.on('exit', () => seen.push('client exits'));
      void fetch('https://api.test/').then(() => seen.push('answered'));
    });
  });
  await runOnce(scenario);
  expect(seen.filter((text) => !text.startsWith('main'))).toEqual(['answered', 'client exits']);
  expect(seen).toContain('main exits at 40');
});

test('an exit code belongs to one process of one execution, and one that Node refuses ends nothing', async () => {
  const seen: unknown[] = [];
  const scenario = trial((env) => {
    env.actor('sets', env.process('p'), async () => {
      seen.push(process.exitCode);
      process.exitCode = 7;
      await sleep(5);
      seen.push(process.exitCode);
      process.on('exit', (code) => seen.push(`exit ${code}`));
      try {
        process.exit(1.5);
      } catch (error) {
        seen.push(Reflect.get(error as object, 'code'));
      }
      process.exit();
    });
    env.actor('reads', env.process('q'), () => sleep(2).then(() => seen.push(process.exitCode)));
  });
  for (let i = 0; i < 2; i++) await runOnce(scenario);
  const once = [undefined, undefined, 7, 'ERR_OUT_OF_RANGE', 'exit 7'];
  expect(seen).toEqual([...once, ...once]);
  expect(process.exitCode).toBeUndefined();
});

test('what an exit listener throws is recorded, and the process has ended all the same', async () => {
  const scenario = trialOf({
    a: () => {
      process.on('exit', () => {
        throw new Error('in exit');
      });
      writeFileSync('/there', '');
    },
  });
  const { run, violations } = await runOnce(scenario);
  expect(violations.map(({ evidence }) => evidence.message)).toEqual(['a: Error: in exit']);
  expect(run.execution.processes[0]?.alive).toBe(false);
  expect(existsSync('/there')).toBe(false);
});

test('an actor that is declared in a process that has ended is a mistake of the scenario, and named', async () => {
  const scenario = trial((env) => {
    const p = env.process('p');
    env.actor('first', p, () => void process.on('exit', () => {}));
    env.actor('later', env.process('q'), async () => {
      await sleep(50);
      env.actor('second', p, () => {});
    });
  });
  const { leaks } = await runOnce(scenario);
  expect(leaks.join()).toMatch(/^ERR_USAGE: actor second was declared in process p: that has ended by then/);
});
