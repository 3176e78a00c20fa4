import { expect, test } from 'vitest';
import type { Scenario } from '../scenario/scenario.ts';
import { runMany } from '../testing/programs/sample.ts';
import { trial } from '../testing/trial.ts';
import { Exhaustive } from './exhaustive.ts';

/** Three actors that write one thing; `passing` of them only in the first execution. */
function forgetful(passing: readonly string[]): Scenario {
  let executions = 0;
  return trial(
    (env) => {
      executions++;
      const process = env.process('p');
      for (const name of ['a', 'b', 'c']) {
        if (executions === 1 || !passing.includes(name)) env.actor(name, process, (actor) => actor.gate('x'));
      }
    },
    { control: 'gates' },
  );
}

async function exhausted(scenario: Scenario): Promise<Exhaustive> {
  const strategy = new Exhaustive();
  await runMany(scenario, { implementation: 'only', strategy, executionsMax: 1_000 });
  return strategy;
}

test('code that goes the same way each time is walked through whole', async () => {
  const { isIncomplete, unrepeatable } = await exhausted(forgetful([]));
  expect([isIncomplete, unrepeatable]).toEqual([null, null]);
});

test('what is repeated and goes another way is noted: something decides that no schedule does', async () => {
  const { unrepeatable } = await exhausted(forgetful(['a']));
  expect(unrepeatable).toMatch(/^step \d of a repeated schedule was another one$/);
});

test('a planned step that cannot be taken is noted: not all schedules were executed', async () => {
  const { isIncomplete } = await exhausted(forgetful(['c']));
  expect(isIncomplete).toMatch(/^step \d of a planned reversal could not be taken$/);
});
