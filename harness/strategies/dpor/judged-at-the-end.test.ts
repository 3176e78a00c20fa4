import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Env } from '../../scenario/env.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { runMany } from '../../testing/programs/sample.ts';
import { trial } from '../../testing/trial.ts';
import { Exhaustive } from '../exhaustive.ts';

// What a property reads at the end no step has read. Said of the last step, it makes that dependent on steps of others: an
// order of the two is planned that is no other trace, and what is executed in its place may hide one that is.

/** A file, and a timer that fires only while the file is still to be written. `look` is what the property does. */
function scenario(look: (env: Env) => unknown, outcomes: Set<boolean>): Scenario {
  return trial(
    (env) => {
      const state = { hasFired: false };
      env.actor('writer', env.process('writer'), async () => {
        await writeFile('/f', 'x');
      });
      env.actor('timer', env.process('timer'), () => {
        setTimeout(() => {
          state.hasFired = true;
        }, 3).unref();
      });
      return state;
    },
    {
      memory: 'per-process',
      fileMsMax: 0,
      properties: [
        {
          name: 'noted',
          kind: 'safety',
          level: 'strict',
          says: 'nothing: it notes the outcome',
          when: 'quiescence',
          judge: (state, env) => {
            look(env);
            outcomes.add((state as { hasFired: boolean }).hasFired);
            return undefined;
          },
        },
      ],
    },
  );
}

test.each<[string, (env: Env) => unknown]>([
  ['nothing', () => {}],
  ['the file', (env) => env.disk.read('/f')],
  ['the root', (env) => env.disk.list('/')],
  ['the clock', (env) => env.now],
  ['the steps', (env) => env.step],
])('a property that looks at %s at the end changes no trace', async (_, look) => {
  const outcomes = new Set<boolean>();
  const strategy = new Exhaustive();
  const run = { implementation: 'only', strategy, executionsMax: 100 };
  const { executions } = await runMany(scenario(look, outcomes), run);
  expect([...outcomes].sort()).toEqual([false, true]);
  expect(executions - strategy.repeated).toBe(2);
  expect(strategy.blocked).toBe(0);
});
