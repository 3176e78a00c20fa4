import { expect, test } from 'vitest';
import type { Env } from '../scenario/env.ts';
import type { Property } from '../scenario/property.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { inWords } from '../testing/in-words.ts';
import { trial } from '../testing/trial.ts';
import { explore } from './explore.ts';

type State = { readonly order: string[] };

/** Two actors; `fallback` speaks of executions in which `second` comes first, `never` of none. */
function scenarioWith(...properties: readonly Partial<Property<State>>[]): Scenario {
  return trial(
    (env) => {
      const order: string[] = [];
      const process = env.process('p');
      for (const name of ['first', 'second']) env.actor(name, process, () => void order.push(name));
      return { order };
    },
    {
      control: 'gates',
      properties: properties.map((property, index) => ({
        name: `p${index}`,
        kind: 'safety',
        level: 'strict',
        says: 'a claim',
        when: 'quiescence',
        judge: () => undefined,
        ...property,
      })) as Property<unknown>[],
    },
  );
}

const isSecondFirst = ({ order }: State): boolean => order[0] === 'second';

test('what holds says in how many executions it was put to the test, and is unknown if it never was', async () => {
  const scenario = scenarioWith({ applies: isSecondFirst }, { applies: () => false }, {});
  const { verdicts } = await explore(scenario, 'only', { strategy: 'exhaustive' });
  expect(inWords(verdicts).map(({ verdict, exercised }) => [verdict, exercised])).toEqual([
    ['holds', 1],
    ['unknown', 0],
    ['holds', null],
    ['holds', null],
    ['holds', null],
    ['holds', null],
  ]);
  expect(inWords(verdicts)[1]?.how).toBe(
    'never exercised: in none of 2 executions did that happen which it speaks of (its applies)',
  );
});

test('an execution that breaks a property exercises it, whatever it says', async () => {
  const judge = (state: State): { message: string } | undefined =>
    isSecondFirst(state) ? { message: 'second came first' } : undefined;
  const { verdicts } = await explore(scenarioWith({ applies: () => false, judge }), 'only', { strategy: 'exhaustive' });
  expect([verdicts[0]?.verdict, verdicts[0]?.exercised]).toEqual(['violated', 1]);
});

test('what a bound makes unknown stays so: a claim that nothing exercised is no better known', async () => {
  const scenario = scenarioWith({ applies: () => false });
  const { verdicts } = await explore(scenario, 'only', { strategy: 'exhaustive', limits: { stepsMax: 1 } });
  expect(inWords(verdicts)[0]?.how).toMatch(/hit the bound stepsMax = 1/);
});

test.each([
  [
    'throws',
    () => {
      throw new Error('no record');
    },
    'applies of property p0 of scenario trial threw: Error: no record',
  ],
  ['is a promise', async () => true, 'applies of property p0 of scenario trial returned a promise'],
  ['is no boolean', () => 1, 'applies of property p0 of scenario trial returned 1'],
])('one that %s is the scenario’s mistake', async (_, applies, message) => {
  const scenario = scenarioWith({ applies: applies as unknown as () => boolean });
  await expect(explore(scenario, 'only', { strategy: 'exhaustive' })).rejects.toThrow(message);
});

test('a violation says first in which execution, of which workload and strategy, and how many there were', async () => {
  const judge = (state: State): { message: string } | undefined =>
    isSecondFirst(state) ? { message: 'second came first' } : undefined;
  const { verdicts } = await explore(scenarioWith({ judge }), 'only', { strategy: 'random-walk', schedulesMax: 100 });
  const [first] = verdicts;
  if (first?.how.kind !== 'found') throw new Error('it is found');
  const { how } = first;
  // The first execution of a job is the default order, which is not it; half of the others are.
  expect(how.first).toEqual({ execution: expect.any(Number), origin: 'only', strategy: 'random-walk' });
  expect(how.first.execution).toBeGreaterThan(1);
  expect(how.first.execution).toBeLessThan(12);
  expect(how.times).toBeGreaterThan(25);
  expect(how.times).toBeLessThan(75);
  const text = `first at execution ${how.first.execution} (only, random-walk); ${how.times} of 100`;
  expect(inWords(verdicts)[0]?.how).toBe(text);
});

test('one that needs no other order than the default says so', async () => {
  const { verdicts } = await explore(scenarioWith({ judge: () => ({ message: 'always' }) }), 'only', {
    schedulesMax: 100,
  });
  expect(verdicts[0]?.how).toMatchObject({ times: 100, first: { execution: 1, strategy: 'default order' } });
});

test('executions are counted over all jobs, and the workload is that of the one that was met first', async () => {
  const judge = (state: State): { message: string } | undefined =>
    state.order.length === 3 ? { message: 'three actors' } : undefined;
  const scenario = {
    ...scenarioWith({ judge }),
    examples: { two: { workload: 2, faults: null }, three: { workload: 3, faults: null } },
    setup(env: Env, _: unknown, actors: unknown) {
      const order: string[] = [];
      const process = env.process('p');
      for (let i = 0; i < Number(actors ?? 2); i++) env.actor(`a${i}`, process, () => void order.push(`a${i}`));
      return { order };
    },
  };
  const { verdicts } = await explore(scenario, 'only', { schedulesMax: 100 });
  expect(verdicts[0]?.how).toMatchObject({
    times: 50,
    first: { execution: 7, origin: 'three', strategy: 'default order' },
  });
});
