import { expect, test } from 'vitest';
import { explore } from '../explore/explore.ts';
import type { Evidence, Property } from '../scenario/property.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { trialOf } from '../testing/trial.ts';
import { runOnce } from './detailed-run.ts';

function judgedBy(judge: () => unknown, when: string = 'quiescence'): Scenario {
  const property = { name: 'p', kind: 'safety', level: 'strict', says: 'it is so', when, judge };
  return trialOf({ a: (actor) => actor.gate() }, { properties: [property as Property<unknown>] });
}

test('a property that throws is the mistake of the scenario, and no bug of the engine', async () => {
  for (const when of ['step', 'operation', 'quiescence']) {
    const scenario = judgedBy(() => JSON.parse('{"half'), when);
    await expect(explore(scenario, 'only', { schedulesMax: 5 })).rejects.toThrow(
      /^ERR_BAD_SCENARIO_MODULE: property p of scenario trial threw: SyntaxError: .*half-written files too/,
    );
  }
});

test('what is no evidence is refused by name', async () => {
  const wrong: (readonly [value: unknown, name: string])[] = [
    [null, 'null'],
    [false, 'false'],
    [true, 'true'],
    ['broken', 'broken'],
    [{ text: 'broken' }, 'an object without a message'],
    [Promise.resolve(), 'a promise: it must judge at once'],
  ];
  for (const [value, name] of wrong) {
    await expect(
      explore(
        judgedBy(() => value),
        'only',
        { schedulesMax: 5 },
      ),
    ).rejects.toThrow(`property p of scenario trial returned ${name}`);
  }
});

test('a property that would never be judged is refused: it would hold', async () => {
  await expect(
    explore(
      judgedBy((): Evidence => ({ message: 'no' }), 'end'),
      'only',
    ),
  ).rejects.toThrow('property p of scenario trial has when: end');
});

test('an execution that a bound ended has put no property to the test', async () => {
  const property = { name: 'p', kind: 'safety', level: 'strict', says: 'it is so', when: 'quiescence' } as const;
  const applying: Property<unknown> = { ...property, judge: () => undefined, applies: () => true };
  const scenario = trialOf({ a: (actor) => actor.gate() }, { properties: [applying] });
  const exercised = async (stepsMax: number): Promise<readonly string[]> =>
    (await runOnce(scenario, { limits: { stepsMax } })).run.exercised;
  expect([await exercised(2), await exercised(1)]).toEqual([['p'], []]);
});
