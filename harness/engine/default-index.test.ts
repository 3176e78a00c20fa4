import { expect, test } from 'vitest';
import { runOnce } from '../run/detailed-run.ts';
import { trial, trialOf } from '../testing/trial.ts';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('the default order goes on with who ran last, while that needs no time; then comes what needs the least, the oldest first', async () => {
  const steps: string[] = [];
  const scenario = trialOf({
    a: async (actor) => {
      await actor.gate('x');
      steps.push('a x');
      await sleep(5);
      steps.push('a 5');
    },
    b: async (actor) => {
      await sleep(5);
      steps.push('b 5');
      await actor.gate('x');
      steps.push('b x');
    },
    c: async () => {
      await sleep(3);
      steps.push('c 3');
      await sleep(2);
      steps.push('c 5');
    },
  });
  await runOnce(scenario);
  expect(steps).toEqual(['a x', 'c 3', 'a 5', 'b 5', 'b x', 'c 5']);
});

test('of two who are due at the same later time the older one is first, whoever ran last', async () => {
  const steps: string[] = [];
  const scenario = trial((env) => {
    env.actor('a', env.process('p'), async () => {
      await sleep(5);
      steps.push('a');
    });
    env.actor('b', env.process('q'), async () => {
      await sleep(3);
      await sleep(2);
      steps.push('b');
    });
  });
  await runOnce(scenario);
  expect(steps).toEqual(['a', 'b']);
});
