import os from 'node:os';
import { expect, test } from 'vitest';
import type { ProcessOptions } from '../../engine/account.ts';
import { runOnce } from '../../run/detailed-run.ts';
import type { Env } from '../../scenario/env.ts';
import { trial, trialOf } from '../../testing/trial.ts';

test('each process has variables of its own, and makes texts of what it sets', async () => {
  const seen: unknown[] = [];
  const scenario = trial((env) => {
    const [p, q] = [env.process('p'), env.process('q')];
    env.actor('a', p, () => {
      process.env.RACELINE_TEST = 1 as unknown as string;
      seen.push(process.env.RACELINE_TEST, 'RACELINE_TEST' in process.env);
    });
    env.actor('b', q, () => seen.push(process.env.RACELINE_TEST));
  });
  await runOnce(scenario);
  await runOnce(scenario);
  expect(seen).toEqual(['1', true, undefined, '1', true, undefined]);
  expect(process.env.RACELINE_TEST).toBeUndefined();
});

/** The variables that an actor finds. */
async function variablesOf(
  processOptions: ProcessOptions = {},
  setup: (env: Env) => void = () => {},
): Promise<NodeJS.ProcessEnv> {
  let seen: NodeJS.ProcessEnv = {};
  const scenario = trial(
    (env) => {
      setup(env);
      env.actor('a', env.process('p', { env: { OWN: 'p' } }), () => {
        seen = { ...process.env };
      });
    },
    { processOptions },
  );
  await runOnce(scenario);
  return seen;
}

const ALWAYS = {
  HOME: '/home/raceline',
  LANG: 'en_US.UTF-8',
  PATH: '/usr/local/bin:/usr/bin:/bin',
  SHELL: '/bin/sh',
  TMPDIR: '/tmp',
  TZ: 'UTC',
  USER: 'raceline',
};

test('variables are those that are declared, and none is from the machine', async () => {
  expect(await variablesOf()).toEqual({ ...ALWAYS, OWN: 'p' });
  const env = { API_KEY: 'k', SHELL: undefined, OWN: 'scenario' };
  const { SHELL: _, ...others } = ALWAYS;
  expect(await variablesOf({ env, timeZone: 'Asia/Tokyo', locale: 'de-DE' })).toEqual({
    ...others,
    LANG: 'de_DE.UTF-8',
    TZ: 'Asia/Tokyo',
    API_KEY: 'k',
    OWN: 'p',
  });
});

test('what a module or a test has set is there, and what setup sets is there in its execution alone', async () => {
  process.env.SET_BY_TEST = 'test';
  try {
    const seen = await variablesOf({}, () => {
      process.env.SET_BY_SETUP = 'setup';
      delete process.env.USER;
    });
    const { USER: _, ...others } = ALWAYS;
    expect(seen).toEqual({ ...others, SET_BY_TEST: 'test', SET_BY_SETUP: 'setup', OWN: 'p' });
    expect(process.env.SET_BY_SETUP).toBeUndefined();
    expect(await variablesOf()).toEqual({ ...ALWAYS, SET_BY_TEST: 'test', OWN: 'p' });
  } finally {
    delete process.env.SET_BY_TEST;
  }
});

test('all variables may be replaced at once, by an actor for its process and by anybody else for good', async () => {
  const before = process.env;
  const seen: unknown[] = [];
  const scenario = trialOf({
    a: () => {
      process.env = { ONLY: 'this' };
      seen.push({ ...process.env });
    },
  });
  await runOnce(scenario);
  expect(seen).toEqual([{ ONLY: 'this' }]);
  expect(process.env).toBe(before);
  process.env = { ...before, REPLACED: 'yes' };
  try {
    expect(process.env.REPLACED).toBe('yes');
    expect(await variablesOf()).toMatchObject({ REPLACED: 'yes', OWN: 'p' });
  } finally {
    process.env = before;
  }
});

test('variables that a process replaces are its own, and those that setup replaces are gone after the execution', async () => {
  const before = process.env;
  const seen: unknown[] = [];
  const scenario = trial((env) => {
    process.env = { FROM_SETUP: '1' };
    const [p, q] = [env.process('p', { env: { OWN: 'p' } }), env.process('q')];
    env.actor('a', p, () => {
      process.env = { ONLY: 'this' };
      seen.push({ ...process.env });
    });
    env.actor('b', q, () => seen.push({ ...process.env }), { atMs: 1_000 });
  });
  await runOnce(scenario);
  expect(seen).toEqual([{ ONLY: 'this' }, { FROM_SETUP: '1' }]);
  expect(process.env).toBe(before);
});

test('an actor that sets TZ is told that no clock moves by it', async () => {
  const { leaks } = await runOnce(trialOf({ a: () => (process.env.TZ = 'Asia/Tokyo') }));
  expect(leaks.join()).toMatch(/process\.env\.TZ .*processOptions: \{ timeZone \}/);
});

test('the machine is the same everywhere', async () => {
  const seen: unknown[] = [];
  await runOnce(
    trialOf({
      a: () => {
        seen.push(os.homedir(), os.tmpdir(), os.userInfo().username, os.cpus().length, os.availableParallelism());
        seen.push(os.loadavg(), `${os.totalmem}`, os.freemem() <= os.totalmem(), Object.keys(os.networkInterfaces()));
        seen.push(process.memoryUsage().rss === process.memoryUsage.rss(), process.cpuUsage(), process.argv);
        seen.push(process.constrainedMemory(), process.availableMemory() === os.freemem());
        seen.push(process.resourceUsage().userCPUTime, process.title, os.uptime(), process.execPath);
        process.title = 'worker';
        seen.push(process.title);
      },
    }),
  );
  expect(seen).toEqual([
    ...['/home/raceline', '/tmp', 'raceline', 4, 4],
    ...[[0, 0, 0], String(8 * 2 ** 30), true, []],
    ...[true, { user: 0, system: 0 }, ['/usr/local/bin/node', '/app/main.js']],
    ...[0, true],
    ...[0, 'node', 100_000, '/usr/local/bin/node'],
    'worker',
  ]);
  expect(process.title).not.toBe('worker');
});

test('the machine is up for longer as time passes, and a process has used all of it', async () => {
  const seen: unknown[] = [];
  await runOnce(
    trialOf({
      a: async () => {
        await new Promise((resolve) => setTimeout(resolve, 1_500));
        seen.push(os.uptime(), process.cpuUsage(), process.cpuUsage({ user: 500_000, system: 7 }));
      },
    }),
  );
  expect(seen).toEqual([100_001.5, { user: 1_500_000, system: 0 }, { user: 1_000_000, system: -7 }]);
});

test('standard input is at its end', async () => {
  const seen: unknown[] = [];
  const { leaks } = await runOnce(
    trialOf({
      a: async () => {
        for await (const chunk of process.stdin) seen.push(chunk);
        seen.push('end', process.stdin.fd, process.stdin.isTTY);
      },
    }),
  );
  expect(seen).toEqual(['end', 0, undefined]);
  expect(leaks).toEqual([]);
});

test.each<[ProcessOptions, string]>([
  [{ cwd: 'app' }, 'cwd is app: it is an absolute path'],
  [{ timeZone: 'Mars/Olympus' }, 'timeZone is Mars/Olympus: Node knows no such time zone'],
  [{ locale: 'no tag' }, 'locale is no tag: it is no language tag'],
])('%j is refused', async (processOptions, text) => {
  await expect(runOnce(trial(() => {}, { processOptions }))).rejects.toThrow(
    `ERR_BAD_SCENARIO_MODULE: processOptions of scenario trial: ${text}`,
  );
});
