import { openAsBlob } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../engine/limits.ts';
import { explore } from '../explore/explore.ts';
import type { Env } from '../scenario/env.ts';
import { defineScenario } from '../scenario/scenario.ts';
import { trial } from '../testing/trial.ts';
import { type Minimised, minimiseFurther } from './minimise.ts';

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
      expect(() => openAsBlob('/x')).toThrow('ERR_UNSUPPORTED_CALL');
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

/** A counterexample of two properties: `broad` is broken by any workload, `narrow` while there are parts 1 and 2. */
async function further(
  origin: string,
  property: string,
  parts: Parts,
  faults: Parts,
): Promise<Minimised['counterexample']> {
  const judged = (name: string, isBroken: (left: number) => boolean) => ({
    name,
    kind: 'safety' as const,
    level: 'strict' as const,
    says: 'nothing is left',
    when: 'quiescence' as const,
    judge: (left: number) => (isBroken(left) ? { message: `${left} left` } : undefined),
  });
  const scenario = defineScenario<null, { parts: Parts }, { parts: Parts }, number>({
    name: 'further',
    title: 'further',
    implementations: { only: { says: 'is given', subject: null } },
    examples: { both: { workload: { parts }, faults: { parts: faults } } },
    workload: fc.constant({ parts }),
    faults: fc.constant({ parts: faults }),
    leaveOut: { workload: { parts: 0 }, faults: { parts: 0 } },
    setup: (_env, _subject, workload, plan) => workload.parts.length * 10 + plan.parts.length,
    properties: [judged('broad', () => true), judged('narrow', (left) => left === parts.length * 10 + faults.length)],
  });
  const subject = { scenario, subject: null, limits: DEFAULT_LIMITS };
  const workload = { parts };
  const known = {
    counterexample: {
      origin,
      workload,
      faults: { parts: faults },
      randomSeed: 1,
      schedule: [],
      message: '',
      traceHash: '',
    },
    broken: new Map([
      ['broad', 'any'],
      ['narrow', 'all'],
    ]),
  };
  return (await minimiseFurther(subject, known, property, { attemptsMax: 100 })).counterexample;
}

test.each([
  ['example both', 'narrow', [1], [1], 'example both'],
  ['smaller than example both', 'narrow', [1], [1], 'smaller than example both'],
  ['example both', 'broad', [1], [], 'smaller than example both'],
  ['example both', 'broad', [], [1], 'smaller than example both'],
  ['smaller than example both', 'broad', [1], [1], 'smaller than example both'],
])('%s, minimised for %s with parts %j and faults %j, is %s', async (origin, property, parts, faults, says) => {
  expect((await further(origin, property, parts, faults)).origin).toBe(says);
});

test('a single departure is left out where the failure does not need it', async () => {
  const letters = trial(
    (env) => {
      for (const name of ['a', 'b']) env.actor(name, env.process(name), (actor) => actor.gate('x'));
      return null;
    },
    {
      properties: [
        {
          name: 'never',
          kind: 'safety',
          level: 'strict',
          says: 'never',
          when: 'quiescence',
          judge: () => ({ message: 'always' }),
        },
      ],
    },
  );
  const known = {
    counterexample: {
      origin: 'example only',
      workload: undefined,
      faults: undefined,
      randomSeed: 1,
      schedule: [{ insteadOf: 'a#1 start actor (delivery)', run: 'b#1 start actor (delivery)' }],
      message: 'always',
      traceHash: '',
    },
    broken: new Map([['never', 'always']]),
  };
  const subject = { scenario: letters, subject: null, limits: DEFAULT_LIMITS };
  const { counterexample } = await minimiseFurther(subject, known, 'never', { attemptsMax: 100 });
  expect(counterexample.schedule).toEqual([]);
});
