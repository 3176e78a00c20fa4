import fs, { readdirSync } from 'node:fs';
import { appendFile, copyFile, open, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explore } from '../../../explore/explore.ts';
import { runOnce } from '../../../run/detailed-run.ts';
import type { Env } from '../../../scenario/env.ts';
import { randomWalk } from '../../../strategies/random-walk.ts';
import { programOnBothDisks } from '../../../testing/both-disks.ts';
import { filePrograms } from '../../../testing/file-programs.ts';
import { trial } from '../../../testing/trial.ts';
import { tally } from '../../../world/real-disk/tally.ts';

const isLinux = process.platform === 'linux';
/** `npm run real-disk` has 1,000. */
const PROGRAMS = 30;

test.runIf(isLinux)(
  `${PROGRAMS} random file programs see the same on the simulated disk and in a real folder`,
  async () => {
    const before = tally.effects;
    for (const program of fc.sample(filePrograms, { numRuns: PROGRAMS, seed: 2 })) {
      expect((await programOnBothDisks(program, 2)).differences, JSON.stringify(program)).toEqual([]);
    }
    expect(tally.effects - before).toBeGreaterThan(100 * PROGRAMS);
  },
);

const HERE = dirname(fileURLToPath(import.meta.url));

/** What has no counterpart in a folder, or has one that is not one system call. */
const SETUPS: Readonly<Record<string, (env: Env) => void>> = {
  'the scenario changes files meanwhile': (env) => {
    env.disk.write('/s/a', 'before');
    env.disk.write('/s/b', 'b');
    const process = env.process('p');
    env.actor('a', process, async () => {
      const file = await open('/s/a', 'r+');
      await file.write('x');
      await readFile('/s/b').catch(() => {});
      env.disk.remove('/s/a');
      await file.write('y');
      env.disk.write('/s/a', 'another');
      await file.stat();
      await readFile('/s/a');
      await file.close();
    });
  },
  'a process is killed between two halves': (env) => {
    const victim = env.process('victim');
    env.actor('writer', victim, () => writeFile('/a', 'hello world'));
    env.actor('copier', victim, () => copyFile('/a', '/b'));
    env.actor('killer', env.process('k'), async (actor) => {
      await actor.gate();
      env.kill(victim);
      await readFile('/a').catch(() => {});
      await appendFile('/b', 'tail');
    });
  },
  'the power fails, and others go on with what is left': (env) => {
    const victim = env.process('victim');
    env.actor('writer', victim, async () => {
      await writeFile('/a.tmp', 'hello world');
      await rename('/a.tmp', '/a');
    });
    env.actor('power', env.process('k'), async (actor) => {
      await actor.gate();
      env.powerLoss('posix-weak', [victim]);
      await readFile('/a').catch(() => {});
      await appendFile('/a', 'again');
    });
  },
  'calls fail that the scenario lets fail': (env) => {
    env.disk.inject({ call: 'write', code: 'ENOSPC', after: 1 });
    env.disk.inject({ call: 'rename', code: 'EIO' });
    env.actor('a', env.process('p'), async () => {
      await writeFile('/a', 'hello world').catch(() => {});
      await rename('/a', '/b').catch(() => {});
      await rename('/a', '/b');
      await readFile('/b');
    });
  },
  'real files are mounted': (env) => {
    env.disk.mount(HERE, '/mounted');
    env.actor('a', env.process('p'), async () => {
      await readFile('/mounted/both-disks.ts');
      await writeFile('/mounted/new', '').catch(() => {});
      fs.readFileSync('/proc/self/status');
    });
  },
  'a process has a umask and a working directory of its own': (env) => {
    env.actor('a', env.process('p', { umask: 0o077, cwd: '/w' }), async () => {
      await writeFile('a', 'x');
      fs.mkdirSync('d/e', { recursive: true });
      await stat('a');
      await symlink('a', 'l');
      fs.realpathSync('l');
      for await (const _ of await fs.promises.opendir('.')) await stat('l');
    });
  },
};

test.runIf(isLinux).each(Object.entries(SETUPS))('the same on both disks: %s', async (_, setup) => {
  for (let seed = 1; seed <= 8; seed++) {
    const simulated = await runOnce(trial(setup), { strategy: randomWalk(seed) });
    const real = await runOnce(trial(setup, { disk: 'real' }), { strategy: randomWalk(seed) });
    expect([real.leaks, simulated.leaks]).toEqual([[], []]);
    expect([real.traceHash, real.events]).toEqual([simulated.traceHash, simulated.events]);
  }
});

/** The simulated disk ends at its root; the folder does not. */
const leavesTheFolder = trial(
  (env) => {
    env.disk.write('/x', 'found');
    env.actor('a', env.process('p'), async () => {
      await symlink('../../x', '/link');
      return readFile('/link', 'utf8');
    });
  },
  {
    properties: [
      { name: 'p', kind: 'safety', level: 'strict', says: 'anything', when: 'quiescence', judge: () => undefined },
    ],
  },
);

test.runIf(isLinux)('what differs is named, with both results, and no verdict rests on it', async () => {
  const simulated = await explore(leavesTheFolder, 'only', { schedulesMax: 1 });
  expect(simulated.verdicts[0]?.verdict).toBe('holds');
  const { verdicts } = await explore(leavesTheFolder, 'only', { schedulesMax: 1, disk: 'real' });
  expect(verdicts[0]?.verdict).toBe('unknown');
  expect(JSON.stringify(verdicts[0]?.how)).toMatch(
    /readFile \/link: simulated \\"succeeds\\", real \\"ENOENT.*'\/link'/,
  );
});

test.runIf(isLinux)('nothing is left of the folders', () => {
  const left = readdirSync(tmpdir()).filter((name) => name.startsWith(`raceline-disk-${process.pid}-`));
  expect([tally.folders > 0, left]).toEqual([true, []]);
});
