import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { expectHolds, expectReplays, expectViolates } from '../test.ts';
import { publishedEntry } from '../testing/built-package.ts';
import { startRaceline } from '../testing/start-raceline.ts';

// A scenario that is given as a file, explored in a process of its own: what the command finds, a test finds.

const ENGINE = publishedEntry();
const FAST_CHECK = import.meta.resolve('fast-check');

const SCENARIO = `
import * as fc from '${FAST_CHECK}';
import { defineScenario } from '${ENGINE}';
let made = 0;
if (process.env.SAY_WHERE) process.stderr.write(\`explored by \${process.pid}\\n\`);
export const counter = defineScenario({
  name: 'counter', title: 'two actors increment',
  implementations: {
    racy: { says: 'reads, waits, writes', subject: 'racy' },
    safe: { says: 'does not wait', subject: 'safe' },
    endless: { says: 'never yields', subject: 'endless' },
    keeps: { says: 'breaks once the module has been used', subject: 'keeps' },
  },
  examples: { two: { workload: { by: 1 }, faults: null } },
  workload: fc.record({ by: fc.integer({ min: 1, max: 3 }) }),
  faults: fc.constant(null),
  setup(env, how, { by }) {
    const state = { count: 0, by, isKept: how === 'keeps' && ++made > 20 };
    const gateway = env.process('gateway');
    for (const name of ['a', 'b']) env.actor(name, gateway, async () => {
      const read = state.count;
      if (how !== 'safe') await new Promise((resolve) => setTimeout(resolve, 1));
      for (; how === 'endless'; );
      state.count = (how === 'keeps' ? state.count : read) + by;
    });
    return state;
  },
  properties: [{
    name: 'every-increment-counts', kind: 'safety', level: 'strict', says: 'none is lost', when: 'quiescence',
    judge: ({ count, by, isKept }) =>
      count < 2 * by || isKept ? { message: \`counted \${count} of \${2 * by}\` } : undefined,
  }],
});
`;

let folder = '';
let file = new URL('file:');
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'raceline-by-file-'));
  file = pathToFileURL(join(folder, 'counter.mjs'));
  writeFileSync(file, SCENARIO);
});
afterEach(() => void vi.useRealTimers());
afterAll(() => rmSync(folder, { recursive: true }));

/** What a test fails with. */
function messageOf(expectation: Promise<unknown>): Promise<string> {
  return expectation.then(
    () => 'nothing',
    ({ message }) => message,
  );
}

test('one seed gives the verdicts and the hash of the command, under fake timers too', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'setImmediate', 'Date', 'performance'] });
  const options = { seed: 7, schedulesMax: 150, workers: 1 };
  const report = await expectViolates(file, 'racy', ['every-increment-counts'], options);
  vi.useRealTimers();
  const args = ['explore', 'counter.mjs', '-i', 'racy', '--seed', '7', '--schedules', '150', '--json'];
  const printed = JSON.parse((await startRaceline(args, folder).ended).stdout);
  expect(report.traceHash).toBe(printed.traceHash);
  const told = report.verdicts.map(({ property, verdict, how, counterexample }) => {
    const { message = null, workload = null, faults = null } = counterexample ?? {};
    return { property, verdict, how, message, workload, faults };
  });
  expect(printed.verdicts).toMatchObject(told);
});

test('the failure says what, then how, then the timeline and the command that replays it', async () => {
  const out = join(folder, 'out');
  const message = await messageOf(expectHolds(file, 'racy', { schedulesMax: 50, workers: 1, out }));
  const recorded = join(out, 'counter.racy.every-increment-counts.json');
  expect(message).toMatch(
    /^counter \/ racy: every-increment-counts is violated: counted 1 of 2\n {2}first at .*; seed 1\n {2}workload [\s\S]*\n {2}00:00\.000 /,
  );
  expect(message.endsWith(`\n  replay: npx raceline replay ${recorded}`)).toBe(true);
  const lines = message.split('\n').slice(0, -1);
  expect(lines.filter((line) => line.length > 94)).toEqual([]);
  expect(await messageOf(expectReplays(file, recorded))).toContain('every-increment-counts is violated');
  await expectReplays(file, pathToFileURL(recorded), { implementation: 'safe', nearMax: 0 });
});

test('what is as expected leaves no folder behind', async () => {
  const out = join(folder, 'none');
  const options = { schedulesMax: 50, workers: 1, out };
  await expectHolds(file, 'safe', options);
  await expectViolates(file, 'racy', ['every-increment-counts'], options);
  expect(existsSync(out)).toBe(false);
});

test('what only breaks after other executions is unknown: it is executed again in a new thread', async () => {
  const message = await messageOf(
    expectHolds(file, 'keeps', { schedulesMax: 200, workers: 1, out: join(folder, 'out') }),
  );
  expect(message).toMatch(/^counter \/ keeps: every-increment-counts is unknown: ERR_UNCONTROLLED_NONDETERMINISM/);
});

test('a step that never returns is unknown', async () => {
  const options = { schedulesMax: 50, workers: 1, hangMs: 300, out: join(folder, 'out') };
  const message = await messageOf(expectHolds(file, 'endless', options));
  expect(message.replaceAll(/\s+/g, ' ')).toMatch(
    /^counter \/ endless: every-increment-counts is unknown: ERR_NEVER_YIELDED: step \d, a#2 timer/,
  );
});

test('a mistake of the user is an error at the call, with its code', async () => {
  const error: Error & { code?: string } = await expectHolds(file, 'sofe').then(
    () => new Error('none'),
    (thrown) => thrown,
  );
  expect(error.code).toBe('ERR_UNKNOWN_IMPLEMENTATION');
  expect(error.stack?.split('\n')[1]).toContain('by-file.test.ts');
  const unloaded = expectHolds(new URL('no-such.mjs', file), 'safe');
  await expect(unloaded).rejects.toMatchObject({ code: 'ERR_UNKNOWN_SCENARIO' });
});

/** A program of its own that explores what never ends, and the process that it has for that. */
async function startEndless(): Promise<{ readonly end: (by: NodeJS.Signals) => void; readonly host: number }> {
  const code = `import(${JSON.stringify(publishedEntry('test'))}).then(({ expectHolds }) =>
    expectHolds(new URL(${JSON.stringify(file.href)}), 'endless', { hangMs: 600_000, workers: 1 }))`;
  const child = spawn(process.execPath, ['--eval', code], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, SAY_WHERE: '1' },
  });
  const [, pid = ''] = await new Promise<string[]>((resolve) => {
    let printed = '';
    child.stderr.on('data', (chunk) => {
      printed += chunk;
      const found = /explored by (\d+)\n/.exec(printed);
      if (found !== null) resolve([...found]);
    });
  });
  return { end: (by) => void child.kill(by), host: Number(pid) };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test.each(['SIGINT', 'SIGKILL'] as const)('a runner that ends by %s leaves no process behind', async (by) => {
  const { end, host } = await startEndless();
  expect(host).not.toBe(process.pid);
  expect(isAlive(host)).toBe(true);
  end(by);
  await vi.waitUntil(() => !isAlive(host), { timeout: 20_000 });
});

test('a signal ends it', async () => {
  const ending = new AbortController();
  const holds = expectHolds(file, 'endless', { hangMs: 600_000, workers: 1, signal: ending.signal });
  setTimeout(() => ending.abort(new Error('time is up')), 300);
  await expect(holds).rejects.toThrow('time is up');
  const { counter } = await import(file.href);
  await expect(expectHolds(counter, 'safe', { signal: ending.signal })).rejects.toThrow('time is up');
});

test('an object is refused what only a file can be given, and the other way round', async () => {
  const { counter } = await import(file.href);
  await expect(expectHolds(counter, 'safe', { timeMs: 1_000 })).rejects.toThrow(/^ERR_USAGE: timeMs is given with/);
  const strategy = { name: 'mine', make: () => ({}) } as never;
  await expect(expectHolds(file, 'safe', { strategy })).rejects.toThrow(/^ERR_USAGE: the strategy mine is an object/);
});

test('a scenario object is not explored under fake timers', async () => {
  const { counter } = await import(file.href);
  vi.useFakeTimers();
  await expect(expectHolds(counter, 'safe')).rejects.toThrow(/^ERR_USAGE: the timers of this thread are fake/);
  vi.useRealTimers();
  await expectHolds(counter, 'safe', { schedulesMax: 20 });
});

test('CommonJS asks for it as Node gives ES modules, and what jest is given works alone', () => {
  mkdirSync(join(folder, 'commonjs'), { recursive: true });
  const program = join(folder, 'commonjs/main.cjs');
  writeFileSync(
    program,
    `const { expectHolds } = require(process.argv[2]);
     expectHolds(${JSON.stringify(join(folder, 'counter.mjs'))}, 'safe', { schedulesMax: 20, workers: 1 })
       .then(({ traceHash }) => console.log(traceHash));`,
  );
  const hashes = ['test', 'commonjs/test'].map((entry) => {
    const { pathname } = new URL(publishedEntry(entry));
    return spawnSync(process.execPath, [program, pathname], { encoding: 'utf8' }).stdout;
  });
  expect(hashes[0]).toMatch(/^[0-9a-f]{16}\n$/);
  expect(hashes[1]).toBe(hashes[0]);
});
