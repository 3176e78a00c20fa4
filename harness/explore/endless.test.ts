import { expect, test } from 'vitest';
import type { Actor } from '../engine/operation.ts';
import { inWords } from '../testing/in-words.ts';
import { trial, trialOf } from '../testing/trial.ts';
import { explore } from './explore.ts';

const SCHEDULES = 10_000;

/** Code that no budget of executions is spent on: what each of them would show is known after a few. */
test.each<[string, () => unknown, RegExp]>([
  [
    'an interval that nobody stops',
    () => void setInterval(() => {}, 10),
    /^6 of \d+ executions hit the bound stepsMax = 500/,
  ],
  [
    'recursion by timers',
    async () => {
      const again = async (): Promise<void> => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return again();
      };
      await again();
    },
    /^6 of \d+ executions hit the bound stepsMax = 500/,
  ],
  [
    'more timers than may be pending',
    () => {
      for (let i = 0; i < 20_000; i++) setTimeout(() => {}, i);
    },
    /^6 of \d+ executions hit the bound pendingMax = 10000/,
  ],
  [
    '5,000 rejections that nobody handles',
    () => {
      for (let i = 0; i < 5_000; i++) void Promise.reject(new Error(`${i}`));
    },
    /^6 of \d+ executions hit the bound unhandledMax = 1000/,
  ],
  [
    '5,000 exceptions that nobody catches',
    () => {
      for (let i = 0; i < 5_000; i++) {
        queueMicrotask(() => {
          throw new Error(`${i}`);
        });
      }
    },
    /^6 of \d+ executions hit the bound unhandledMax = 1000/,
  ],
])(
  '%s ends the exploration after a few executions, with the bound named',
  async (_, body, how) => {
    const { executions, verdicts } = await explore(trialOf({ a: body }), 'only', {
      schedulesMax: SCHEDULES,
      limits: { stepsMax: 500 },
    });
    expect(executions).toBeLessThan(30);
    expect(inWords(verdicts).find(({ property }) => property === 'no-deadlock')).toMatchObject({
      verdict: 'unknown',
      how: expect.stringMatching(how),
    });
  },
  60_000,
);

test('that nobody handles them is a violation all the same', async () => {
  const floods = trialOf({
    a: () => {
      for (let i = 0; i < 2_000; i++) void Promise.reject(new Error(`${i}`));
    },
  });
  const { verdicts } = await explore(floods, 'only', { schedulesMax: 100 });
  expect(verdicts.find(({ property }) => property === 'no-unhandled-rejection')).toMatchObject({
    verdict: 'violated',
    counterexample: { message: 'a: Error: 0' },
  });
});

test('what hits a bound now and then is explored to the end: other schedules may break something', async () => {
  const order: string[] = [];
  const takesPart = (name: string) => async (actor: Actor) => {
    if (order.push(name) === 3 && order.join('') === 'cba') while (order.length > 0) await actor.gate('x');
  };
  const sometimes = trial((env) => {
    order.length = 0;
    const process = env.process('p');
    for (const name of ['a', 'b', 'c']) env.actor(name, process, takesPart(name));
  });
  const { executions, verdicts } = await explore(sometimes, 'only', { schedulesMax: 300, limits: { stepsMax: 100 } });
  expect(executions).toBe(300);
  expect(inWords(verdicts)[0]?.how).toMatch(/^[3-9]\d of 300 executions hit the bound stepsMax = 100/);
});

test('an exception’s message of 50 MB is read where it is reported, and not in each execution', async () => {
  let read = 0;
  const huge = 'x'.repeat(50_000_000);
  const throws = trialOf({
    a: () => {
      throw new (class extends Error {
        override get message(): string {
          read++;
          return huge;
        }
      })();
    },
  });
  const { executions, verdicts } = await explore(throws, 'only', { schedulesMax: 1_000 });
  expect(executions).toBe(1_000);
  const [, , threw] = verdicts;
  expect(threw?.counterexample?.message).toMatch(/^a threw Error: x{4000}.*\.\.\. \(\d+ characters\)$/);
  expect(read).toBeLessThan(60);
});
