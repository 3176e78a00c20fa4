import { expect, test } from 'vitest';
import type { Property } from '../property.ts';
import { explore } from './explore.ts';
import { trial } from './trial.ts';

function judging(judge: () => unknown): Promise<unknown> {
  const property = { name: 'p', kind: 'safety', level: 'strict', says: 'p', when: 'quiescence', judge };
  const scenario = trial((env) => env.actor('a', env.process('p'), () => {}), {
    properties: [property as unknown as Property<unknown>],
  });
  return explore(scenario, 'only', { schedulesMax: 1 });
}

test('a property that throws, or that answers with neither undefined nor a message, is no finding', async () => {
  const throws = judging(() => {
    throw new TypeError('oops');
  });
  await expect(throws).rejects.toThrow(
    'ERR_BAD_SCENARIO_MODULE: scenario trial threw in property p: TypeError: oops. Run again with --debug for the stack.',
  );
  for (const [answer, said] of [
    [false, 'false'],
    [null, 'null'],
    ['it is broken', '"it is broken"'],
    [Promise.resolve(), 'a promise'],
  ] as const) {
    await expect(judging(() => answer)).rejects.toThrow(
      `ERR_BAD_SCENARIO_MODULE: property p of scenario trial returned ${said}: a judge returns undefined`,
    );
  }
});

test('a setup that throws, or that is asynchronous, is no finding', async () => {
  const throws = trial(() => {
    throw new Error('no such model');
  });
  await expect(explore(throws, 'only', {})).rejects.toThrow(/^ERR_BAD_SCENARIO_MODULE: scenario trial threw in setup/);
  const late = trial(async () => {});
  await expect(explore(late, 'only', {})).rejects.toThrow(/^ERR_BAD_SCENARIO_MODULE: setup of .* returned a promise/);
});
