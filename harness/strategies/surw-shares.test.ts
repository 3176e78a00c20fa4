import { expect, test } from 'vitest';
import type { Actor } from '../engine/operation.ts';
import { runMany } from '../testing/programs/sample.ts';
import { trial } from '../testing/trial.ts';
import { Surw } from './surw.ts';

const RUNS = 600;

type Body = (pass: () => Promise<void>) => Promise<unknown>;

/** How often each of two actors is the first to write what both do, of all executions. */
async function shareOfA(a: Body, b: Body): Promise<number> {
  let [first, firstIsA] = ['', 0];
  const writing = (name: string, body: Body) => (actor: Actor) =>
    body(async () => {
      await actor.gate('x');
      if (first === '') first = name;
    });
  const inner = new Surw(1);
  const strategy = {
    seesEveryStep: true,
    begin() {
      first = '';
      return inner.begin();
    },
    choose: (decision: Parameters<Surw['choose']>[0]) => inner.choose(decision),
    end() {
      if (first === 'a') firstIsA++;
      inner.end();
    },
  };
  const scenario = trial(
    (env) => {
      const process = env.process('p');
      // Both have all that they can write at once pending from the first decision on.
      env.actor('a', process, writing('a', a), { atOnce: true });
      env.actor('b', process, writing('b', b), { atOnce: true });
    },
    { control: 'gates' },
  );
  await runMany(scenario, { implementation: 'only', strategy, executionsMax: RUNS });
  return firstIsA / RUNS;
}

const inTurn =
  (times: number): Body =>
  async (pass) => {
    for (let i = 0; i < times; i++) await pass();
  };

test('who has more to write is the first more often: three of four orders begin with the one of three writes', async () => {
  const share = await shareOfA(inTurn(3), inTurn(1));
  expect(share).toBeGreaterThan(0.67);
  expect(share).toBeLessThan(0.83);
});

test('who has two writes pending at once counts as who has two in turn', async () => {
  const share = await shareOfA((pass) => Promise.all([pass(), pass()]), inTurn(2));
  expect(share).toBeGreaterThan(0.42);
  expect(share).toBeLessThan(0.58);
});
