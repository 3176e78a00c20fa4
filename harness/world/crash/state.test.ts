import { chmod } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { Random } from '../../engine/random.ts';
import { runOnce } from '../../run/detailed-run.ts';
import { trial } from '../../testing/trial.ts';
import { worldOf } from '../world.ts';
import type { CrashProfile } from './profile.ts';
import { drawState } from './state.ts';

const DRAWS = 200;

test.each<[CrashProfile, readonly string[]]>([
  ['posix-weak', ['', 'f', 'f g', 'g']],
  // In the order of the journal.
  ['ext4-ordered', ['', 'f', 'f g']],
])('modes that are changed and not synced persist or do not, %s: %j', async (profile, expected) => {
  const scenario = trial((env) => {
    for (const path of ['/f', '/g']) env.disk.write(path, '');
    env.actor('a', env.process('p'), async () => {
      await chmod('/f', 0o600);
      await chmod('/g', 0o600);
    });
  });
  const { run } = await runOnce(scenario);
  const log = worldOf(run.execution)?.disk.log;
  if (log === undefined) throw new Error('the execution has no disk');
  const seen = new Set<string>();
  for (let seed = 0; seed < DRAWS; seed++) {
    const random = new Random(seed);
    const { entries } = drawState(log, profile, (bound) => random.below(bound));
    seen.add(['f', 'g'].filter((name) => entries.get(name)?.attributes.length === 1).join(' '));
  }
  expect([...seen].sort()).toEqual(expected);
});
