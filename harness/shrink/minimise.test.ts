import { watchFile } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explore } from '../explore/explore.ts';
import type { Env } from '../scenario/env.ts';
import { defineScenario } from '../scenario/scenario.ts';
import { trial } from '../testing/trial.ts';

type Parts = readonly number[];

/** Breaks its property whatever is left of the workload's parts 1 and 2. */
async function minimal(setup: (env: Env, parts: Parts) => void): Promise<unknown> {
  const scenario = defineScenario<null, { parts: Parts }, null, null>({
    name: 'parts',
    title: 'parts',
    implementations: { only: { says: 'is given', subject: null } },
    examples: { both: { workload: { parts: [1, 2] }, faults: null } },
    workload: fc.constant({ parts: [1, 2] }),
    faults: fc.constant(null),
    leaveOut: { workload: { parts: 0 } },
    setup(env, _subject, { parts }) {
      setup(env, parts);
      return null;
    },
    properties: [
      {
        name: 'nothing-goes',
        kind: 'safety',
        level: 'strict',
        says: 'nothing goes',
        when: 'quiescence',
        judge: () => ({ message: 'it goes' }),
      },
    ],
  });
  const { verdicts } = await explore(scenario, 'only', { seed: 1, schedulesMax: 1 });
  return verdicts.find(({ property }) => property === 'nothing-goes')?.counterexample?.workload;
}

test('a smaller input is not taken if something escaped from its execution: that may be why it fails', async () => {
  const found = await minimal((env, parts) =>
    env.actor('a', env.process('p'), () => {
      if (parts.length > 0) return;
      expect(() => watchFile('/x', () => {})).toThrow('ERR_UNSUPPORTED_CALL');
    }),
  );
  expect(found).toEqual({ parts: [2] });
});

test('a smaller input that the scenario refuses is passed over, one that it uses wrongly is its author to hear of', async () => {
  const refusing = minimal((env, parts) => {
    if (parts.length === 0) throw new Error('something must be left');
    env.actor('a', env.process('p'), () => {});
  });
  expect(await refusing).toEqual({ parts: [2] });
  const wrong = minimal((env, parts) => {
    env.actor('a', env.process('p'), () => {}, { atMs: parts.length === 0 ? -1 : 0 });
  });
  await expect(wrong).rejects.toThrow('ERR_USAGE');
});

test('of the departures that an execution made those stay without which it would not fail', async () => {
  const letters = trial(
    (env) => {
      const state = { order: '' };
      for (const name of ['a', 'b', 'c', 'd']) {
        env.actor(name, env.process(name), async (actor) => {
          await actor.gate('x');
          state.order += name;
        });
      }
      return state;
    },
    {
      properties: [
        {
          name: 'in-order',
          kind: 'safety',
          level: 'strict',
          says: 'c is not the first',
          when: 'quiescence',
          judge: (state) => {
            const { order } = state as { order: string };
            return order.startsWith('c') ? { message: order } : undefined;
          },
        },
      ],
    },
  );
  const { verdicts } = await explore(letters, 'only', { seed: 1, schedulesMax: 200, strategy: 'random-walk' });
  const { counterexample } = verdicts.find(({ property }) => property === 'in-order') ?? {};
  // Without the first departure a would come first, without the second d.
  expect(counterexample?.schedule).toEqual([
    { insteadOf: 'a#1 start actor (delivery)', run: 'd#1 start actor (delivery)' },
    { insteadOf: 'd#2 gate x (delivery)', run: 'c#1 start actor (delivery)' },
  ]);
  expect(counterexample?.message).toBe('cabd');
});
