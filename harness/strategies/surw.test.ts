import { describe, expect, test } from 'vitest';
import type { Actor } from '../engine/operation.ts';
import type { Strategy } from '../engine/strategy.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { programScenario } from '../testing/programs/program-scenario.ts';
import { PROGRAMS } from '../testing/programs/programs.ts';
import { runMany } from '../testing/programs/sample.ts';
import { trial } from '../testing/trial.ts';
import { Surw } from './surw.ts';
import { Urw } from './urw.ts';

const RUNS = 2_000;

describe.each(PROGRAMS)('$name', (program) => {
  test(`finds the bug within ${RUNS} executions, and none in its negative control`, async () => {
    const scenario = programScenario(program);
    const run = (implementation: string) =>
      runMany(scenario, { implementation, strategy: new Surw(1), executionsMax: RUNS });
    expect((await run('gated')).buggy).toBeGreaterThan(0);
    if (program.figures.preemptions > 0) expect((await run('atomic')).buggy).toBe(0);
  });
});

/** Two actors that write x, `ours` and `theirs` times, with so many steps of their own before each; who wrote goes to `orders`. */
function writersOfX(ours: readonly number[], theirs: readonly number[], orders: Map<string, number>): Scenario {
  return trial(
    (env) => {
      let order = '';
      const body = (steps: readonly number[]) => async (actor: Actor) => {
        for (const own of steps) {
          for (let i = 0; i < own; i++) await actor.gate(`own ${actor.name}`);
          await actor.gate('x');
          order += actor.name;
          if (order.length === ours.length + theirs.length) orders.set(order, (orders.get(order) ?? 0) + 1);
        }
      };
      env.actor('a', env.process('p'), body(ours), { atOnce: true });
      env.actor('b', env.process('q'), body(theirs), { atOnce: true });
    },
    { control: 'gates' },
  );
}

/** How often each order of the writes of x came about, one execution to learn from left out. */
async function ordersUnder(strategy: Strategy): Promise<Map<string, number>> {
  const orders = new Map<string, number>();
  const scenario = writersOfX([20, 0, 0], [0, 0, 5], orders);
  await runMany(scenario, { implementation: 'only', strategy, executionsMax: 1 });
  orders.clear();
  await runMany(scenario, { implementation: 'only', strategy, executionsMax: RUNS });
  return orders;
}

test('the orders of the steps on the one shared resource are equally likely, whatever lies between them', async () => {
  const orders = await ordersUnder(new Surw(1));
  expect(orders.size).toBe(20);
  const each = RUNS / 20;
  const chiSquared = [...orders.values()].reduce((sum, count) => sum + (count - each) ** 2 / each, 0);
  // 19 degrees of freedom, p = 0.001.
  expect(chiSquared).toBeLessThan(43.8);
});

test('uniform over all interleavings is another thing: the actor with much to do first hardly ever is the first to write', async () => {
  const firstIsLong = [...(await ordersUnder(new Urw(1)))].reduce(
    (sum, [order, count]) => sum + (order[0] === 'a' ? count : 0),
    0,
  );
  expect(firstIsLong).toBeLessThan(RUNS / 50);
});

test('an intended actor that waits for another lets it through: it polls something else until then', async () => {
  const scenario = trial(
    (env) => {
      let isOpen = false;
      env.actor('poller', env.process('p'), async (actor) => {
        await actor.gate('x');
        while (!isOpen) await actor.gate('flag', 'reads');
        await actor.gate('x');
      });
      env.actor('opener', env.process('q'), async (actor) => {
        await actor.gate('x');
        isOpen = true;
        await actor.gate('flag');
      });
    },
    { control: 'gates' },
  );
  const tally = await runMany(scenario, { implementation: 'only', strategy: new Surw(1), executionsMax: RUNS });
  expect(tally.executions).toBe(RUNS);
  expect(tally.steps).toBeLessThan(2_000);
});
