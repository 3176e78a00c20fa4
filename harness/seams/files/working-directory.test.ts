import { expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import { trial } from '../../testing/trial.ts';

test('code may put something in the place of process.cwd, as graceful-fs does; a setup does that for no actor', async () => {
  const seen: string[] = [];
  const scenario = trial((env) => {
    process.cwd = () => '/of-the-setup';
    env.actor('a', env.process('p', { cwd: '/app' }), () => {
      const before = process.cwd;
      seen.push(process.cwd());
      process.cwd = () => '/elsewhere';
      seen.push(process.cwd());
      process.cwd = before;
      seen.push(process.cwd());
    });
  });
  await runOnce(scenario);
  expect(seen).toEqual(['/app', '/elsewhere', '/app']);
});
