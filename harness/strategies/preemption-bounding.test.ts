import { expect, test } from 'vitest';
import type { Actor } from '../engine/operation.ts';
import type { Strategy } from '../engine/strategy.ts';
import { runMany } from '../testing/programs/sample.ts';
import { trialOf } from '../testing/trial.ts';
import { PreemptionBounding } from './preemption-bounding.ts';

/** How many steps came though the actor before had another one to make, of two each. */
function preemptionsOf(order: string): number {
  return [...order].filter((name, i) => {
    const last = order[i - 1];
    return last !== undefined && name !== last && order.lastIndexOf(last) > i;
  }).length;
}

interface Walk {
  readonly orders: readonly string[];
  /** The preemptions that each was said to have. */
  readonly bounds: readonly number[];
}

/** Every schedule of a scenario in which `bodies` say what has happened. */
async function walk(
  control: 'gates' | 'seams',
  bodies: (say: (text: string) => void) => Parameters<typeof trialOf>[0],
): Promise<Walk> {
  const orders: string[] = [];
  const bounds: number[] = [];
  let order = '';
  const inner = new PreemptionBounding();
  const strategy: Strategy = {
    begin() {
      order = '';
      return inner.begin();
    },
    choose: (decision) => inner.choose(decision),
    end() {
      orders.push(order);
      bounds.push(inner.preemptions);
    },
  };
  const scenario = trialOf(
    bodies((text) => {
      order += text;
    }),
    { control },
  );
  await runMany(scenario, { implementation: 'only', strategy, executionsMax: 1_000 });
  return { orders, bounds };
}

test('every schedule of three actors once, those with fewer preemptions first', async () => {
  const { orders, bounds } = await walk('gates', (say) => {
    const body = (name: string) => async (actor: Actor) => {
      say(name);
      await actor.gate();
      say(name);
    };
    return { a: body('a'), b: body('b'), c: body('c') };
  });
  // 6! / (2! 2! 2!)
  expect([orders.length, new Set(orders).size]).toEqual([90, 90]);
  expect(bounds).toEqual(orders.map(preemptionsOf));
  expect(bounds).toEqual([...bounds].sort());
});

test('no actor preempts itself, nor one that waits for time to pass', async () => {
  const twice = await walk('gates', (say) => ({
    a: (actor) => Promise.all(['x', 'y'].map((name) => actor.gate(name).then(() => say(name)))),
  }));
  expect(twice).toEqual({ orders: ['xy', 'yx'], bounds: [0, 0] });
  const waiting = await walk('seams', (say) => ({
    a: () => void setTimeout(() => say('timer'), 5),
    b: () => say('b'),
    c: () => say('c'),
  }));
  expect(waiting.orders).toContain('cbtimer');
  expect(new Set(waiting.bounds)).toEqual(new Set([0]));
});
