import { createRequire } from 'node:module';
import type { lock as Lock, LockOptions } from 'proper-lockfile';
import { expect, test } from 'vitest';
import type WriteFileAtomic from 'write-file-atomic';
import { runOnce } from '../run/detailed-run.ts';
import type { TimelineEvent } from '../run/recorder.ts';
import { randomWalk } from '../strategies/random-walk.ts';
import { trial } from '../testing/trial.ts';

const SEEDS = 100;
const STATE = '/state/models.json';
const require = createRequire(import.meta.url);

/** A copy of its own for each simulated process: what a package keeps in its modules, real processes do not share. */
function freshCopy<T>(name: string): T {
  delete require.cache[require.resolve(name)];
  return require(name) as T;
}

/** How often the next step is another actor's: two actors that run one after the other make it once. */
function switches(events: readonly TimelineEvent[]): number {
  const actors = events.filter((event) => event.kind === 'step').map((event) => event.actor);
  return actors.filter((actor, i) => i > 0 && actor !== actors[i - 1]).length;
}

const LOCKING: LockOptions = { retries: { retries: 20, minTimeout: 50, maxTimeout: 100 } };
const lockOf: Readonly<Record<string, typeof Lock>> = {
  a: freshCopy<{ lock: typeof Lock }>('proper-lockfile').lock,
  b: freshCopy<{ lock: typeof Lock }>('proper-lockfile').lock,
};

/** Two processes that want the same lock; `work` is what they do while they have it. */
function lockers(log: string[], work: () => Promise<void>): Parameters<typeof runOnce>[0] {
  return trial((env) => {
    env.disk.write(STATE, '{}');
    for (const [name, lock] of Object.entries(lockOf)) {
      env.actor(name, env.process(name), async () => {
        const release = await lock(STATE, LOCKING);
        log.push('in');
        await work();
        log.push('out');
        await release();
      });
    }
  });
}

test('proper-lockfile, unmodified, excludes two processes from each other', async () => {
  let interleaved = 0;
  let refused = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const log: string[] = [];
    const scenario = lockers(log, () => new Promise((resolve) => setTimeout(resolve, 30)));
    const { run, recorder, leaks } = await runOnce(scenario, { strategy: randomWalk(seed) });
    expect({ violations: run.violations, leaks }).toEqual({ violations: [], leaks: [] });
    expect(log).toEqual(['in', 'out', 'in', 'out']);
    if (switches(recorder.events) > 4) interleaved++;
    if (recorder.events.some((event) => event.outcome === 'EEXIST')) refused++;
  }
  expect(interleaved).toBeGreaterThan(SEEDS / 2);
  expect(refused).toBeGreaterThan(SEEDS / 2);
});

test('proper-lockfile calls a lock compromised when its release overtakes its own refresh', async () => {
  const messages = new Set<string>();
  for (let seed = 0; seed < SEEDS; seed++) {
    // The lock is refreshed every 5 s.
    const scenario = lockers([], () => new Promise((resolve) => setTimeout(resolve, 5_005)));
    const { run } = await runOnce(scenario, { strategy: randomWalk(seed) });
    for (const { property, evidence } of run.violations) {
      // Who waits longer than the retries last is refused: that is its right.
      if (property === 'no-unhandled-rejection') messages.add(evidence.message.slice('a: '.length));
    }
  }
  expect([...messages]).toEqual([`Error: ENOENT: no such file or directory, stat '${STATE}.lock'`]);
});

const writerOf: Readonly<Record<string, typeof WriteFileAtomic>> = {
  a: freshCopy<typeof WriteFileAtomic>('write-file-atomic'),
  b: freshCopy<typeof WriteFileAtomic>('write-file-atomic'),
};

test('write-file-atomic, unmodified, never shows a torn file and leaves no temporary one', async () => {
  const winners = new Set<string>();
  let interleaved = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const seen = new Set<string>();
    let last = '';
    let names: readonly string[] = [];
    const scenario = trial((env) => {
      env.disk.write(STATE, 'before');
      env.disk.watch(() => {
        last = env.disk.read(STATE) ?? 'nothing';
        seen.add(last);
        names = env.disk.list('/state');
      });
      for (const [name, write] of Object.entries(writerOf)) {
        env.actor(name, env.process(name), () => write(STATE, `from ${name}`));
      }
    });
    const { run, recorder, leaks } = await runOnce(scenario, { strategy: randomWalk(seed) });
    expect({ violations: run.violations, leaks }).toEqual({ violations: [], leaks: [] });
    expect([...seen].sort()).toEqual(['before', 'from a', 'from b']);
    expect(names).toEqual(['models.json']);
    winners.add(last);
    if (switches(recorder.events) > 4) interleaved++;
  }
  expect([...winners].sort()).toEqual(['from a', 'from b']);
  expect(interleaved).toBeGreaterThan(SEEDS / 2);
});

test('temporary names of write-file-atomic, which count on between executions, have the same labels in each', async () => {
  const run = async (): Promise<{ labels: string[]; hash: string }> => {
    const scenario = trial((env) => {
      env.disk.write(STATE, 'before');
      env.actor('a', env.process('a'), () => writerOf.a?.(STATE, 'after'));
    });
    const { run, recorder } = await runOnce(scenario);
    return { labels: recorder.events.map((event) => event.text), hash: run.execution.hash.digest() };
  };
  const first = await run();
  const second = await run();
  expect(first.labels).toContain('a#4 open file:/state/models.json.<a.1>');
  expect(second).toEqual(first);
});
