import { beforeEach, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../engine/limits.ts';
import type { Schedule } from '../engine/schedule.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { trial } from '../testing/trial.ts';
import { type NearFinding, searchNear } from './search-near.ts';

const began = Date.now();
/** What clocks the actors of all executions saw. */
const clocks: Set<string> = new Set();
beforeEach(() => clocks.clear());

/** Two actors read, wait for their turn, then write. */
function counters(control: 'seams' | 'gates'): Scenario {
  return trial(
    (env) => {
      const state = { x: 0 };
      const process = env.process('p');
      for (const name of ['a', 'b']) {
        env.actor(name, process, async (actor) => {
          clocks.add(Date.now() >= began ? 'real' : 'simulated');
          await actor.gate('x');
          const read = state.x;
          await actor.gate('x');
          state.x = read + 1;
        });
      }
      return state;
    },
    {
      control,
      properties: [
        {
          name: 'counts',
          kind: 'safety',
          level: 'strict',
          says: 'the counter is the number of writers',
          when: 'quiescence',
          judge: (state) => {
            const { x } = state as { x: number };
            return x === 2 ? undefined : { message: `x is ${x}` };
          },
        },
      ],
    },
  );
}

const BROKEN: Schedule = [{ insteadOf: 'a#3 gate x (delivery)', run: 'b#1 start actor (delivery)' }];

function near(schedule: Schedule, control: 'seams' | 'gates', executionsMax = 200): Promise<NearFinding> {
  const input = { implementation: 'only', property: 'counts', workload: undefined, faults: undefined };
  return searchNear(counters(control), { ...input, schedule, executionsMax, randomSeed: 1, limits: DEFAULT_LIMITS });
}

test('a schedule that breaks the property still is found at once, and the search ends with it', async () => {
  const { executions, counterexample } = await near(BROKEN, 'seams');
  // The first one is that of every job: the default order.
  expect(executions).toBe(2);
  expect(counterexample).toMatchObject({
    origin: 'the recording',
    schedule: BROKEN,
    message: 'x is 1',
  });
});

test('one that does not any more leads to one that does, unless too few executions may be made', async () => {
  const { executions, counterexample } = await near([], 'seams');
  expect(executions).toBeGreaterThan(1);
  expect(executions).toBeLessThan(200);
  expect(counterexample?.message).toMatch(/^x is 1/);
  expect(await near([], 'seams', 1)).toEqual({ executions: 1, counterexample: null });
});

test('with gates alone the clock is the real one', async () => {
  expect((await near(BROKEN, 'gates')).counterexample?.message).toBe('x is 1');
  expect(clocks).toEqual(new Set(['real']));
  clocks.clear();
  await near(BROKEN, 'seams');
  expect(clocks).toEqual(new Set(['simulated']));
});
