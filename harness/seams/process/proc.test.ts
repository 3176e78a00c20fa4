import fs from 'node:fs';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import { expect, test } from 'vitest';
import { explore } from '../../explore/explore.ts';
import { runOnce } from '../../run/detailed-run.ts';
import { trial } from '../../testing/trial.ts';

/** As session locks do: null where the start time cannot be told. */
function startTimeOf(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 1)
      .trim()
      .split(/\s+/);
    const ticks = Number(fields[19]);
    return Number.isInteger(ticks) && ticks >= 0 ? ticks : null;
  } catch {
    return null;
  }
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a pid that is used again has another start time, and one that nobody has none', async () => {
  const seen: unknown[] = [];
  const scenario = trial((env) => {
    const first = env.process('first', { pid: 41 });
    env.actor('asks', env.process('asks', { pid: 7 }), async () => {
      const before = startTimeOf(41) ?? 0;
      seen.push(isThere(41), startTimeOf(7) !== before, startTimeOf(999) ?? isThere(999));
      env.kill(first);
      seen.push(startTimeOf(41), isThere(41));
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      env.process('second', { pid: 41 });
      seen.push(isThere(41), (startTimeOf(41) ?? 0) - before);
    });
  });
  expect((await runOnce(scenario)).leaks).toEqual([]);
  expect(seen).toEqual([true, true, false, null, false, true, 202]);
});

test('what else is in /proc: status, links, uptime', async () => {
  let seen: unknown;
  const scenario = trial((env) => {
    const own = env.process('p', { pid: 41, uid: 5, umask: 0o77, cwd: '/work' });
    env.process('other', { pid: 42 });
    env.process('thread', { threadOf: own });
    env.actor('a', own, async () => {
      const status = new Map(
        (await readFile('/proc/self/status', 'utf8')).split('\n').map((line) => line.split(':\t') as [string, string]),
      );
      seen = [
        ['Pid', 'Uid', 'State', 'Umask', 'Threads'].map((name) => status.get(name)),
        fs.readFileSync('/proc/42/stat', 'utf8').split(' ')[2],
        fs.readFileSync('/proc/self/stat', 'utf8').split(' ').length,
        Number(fs.readFileSync('/proc/self/stat', 'utf8').split(' ')[23]) * 4_096 === process.memoryUsage().rss,
        ['/proc/41', '/proc/42'].map((path) => fs.statSync(path).ino - fs.statSync('/proc').ino),
        fs.readlinkSync('/proc/self'),
        fs.readlinkSync('/proc/41/cwd'),
        fs.readFileSync('/proc/41/cmdline', 'utf8').split('\0').length,
        fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)),
        fs.readFileSync('/proc/uptime', 'utf8'),
        fs.existsSync('/proc/43'),
        fs.readdirSync('/').includes('proc'),
      ];
    });
  });
  const { leaks, actors } = await runOnce(scenario);
  expect([leaks, actors[0]?.state.kind]).toEqual([[], 'returned']);
  expect(seen).toEqual([
    ['41', '5\t5\t5\t5', 'R (running)', '0077', '2'],
    'S',
    52,
    true,
    [16 * 41 - 1, 16 * 42 - 1],
    '41',
    '/work',
    3,
    ['41', '42'],
    expect.stringMatching(/^100000\.\d\d 400000\.\d\d\n$/),
    false,
    false,
  ]);
});

test('real Linux has the fields in the same places', { skip: process.platform !== 'linux' }, () => {
  const fields = (stat: string): string[] =>
    stat
      .slice(stat.lastIndexOf(')') + 2)
      .trim()
      .split(' ');
  const real = fields(fs.readFileSync('/proc/self/stat', 'utf8'));
  const uptime = Number(fs.readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
  expect(real).toHaveLength(50);
  expect(Number(real[19]) / 100).toBeLessThanOrEqual(uptime);
  expect(Number(real[1])).toBe(process.ppid);
});

test('the declared platform is that of process and os, and only Linux has /proc', async () => {
  let seen: unknown;
  const look = (): unknown[] => [
    process.platform,
    os.platform(),
    `${os.platform}`,
    os.type(),
    startTimeOf(process.pid) !== null,
  ];
  const others: unknown[] = [];
  const scenario = trial(
    (env) => {
      env.actor('a', env.process('a'), () => {
        seen = [...look(), fs.existsSync('/proc/self')];
      });
      env.actor('b', env.process('b', { platform: 'linux' }), () => others.push(...look()));
    },
    { processOptions: { platform: 'win32' } },
  );
  await runOnce(scenario);
  expect(seen).toEqual(['win32', 'win32', 'win32', 'Windows_NT', false, false]);
  expect(others).toEqual(['linux', 'linux', 'linux', 'Linux', true]);
});

test('files that the scenario puts into /proc are those that are there', async () => {
  let seen: unknown;
  const scenario = trial((env) => {
    env.disk.write('/proc/41/stat', 'mine');
    env.actor('a', env.process('p', { pid: 41 }), () => {
      seen = fs.readFileSync('/proc/41/stat', 'utf8');
    });
  });
  await runOnce(scenario);
  expect(seen).toBe('mine');
});

test('whoever looks whether a process is there does so before or after it is killed', async () => {
  const seen = new Set<unknown>();
  const scenario = trial(
    (env) => {
      const victim = env.process('victim', { pid: 41 });
      env.actor('asks', env.process('a'), () => seen.add(startTimeOf(41) !== null));
      env.actor('kills', env.process('b'), () => process.kill(victim.pid, 'SIGKILL'));
    },
    { memory: 'per-process' },
  );
  await explore(scenario, 'only', { strategy: 'exhaustive' });
  expect(seen).toEqual(new Set([true, false]));
});
