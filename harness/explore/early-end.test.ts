import { expect, test } from 'vitest';
import type { Property } from '../scenario/property.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { inWords } from '../testing/in-words.ts';
import { JOB } from '../testing/job-findings.ts';
import { trial } from '../testing/trial.ts';
import { EarlyEnd } from './early-end.ts';
import { explore } from './explore.ts';

/** Four actors; property n breaks once `first-n` is not the first of all. */
function scenarioWith(properties: number, isBounded: boolean = false): Scenario {
  return trial(
    (env) => {
      const order: string[] = [];
      const process = env.process('p');
      for (const name of ['0', '1', '2', '3']) {
        env.actor(name, process, async (actor) => {
          order.push(name);
          while (isBounded && order[0] === '3') await actor.gate();
        });
      }
      return order;
    },
    {
      control: 'gates',
      limits: { stepsMax: 100 },
      properties: Array.from({ length: properties }, (_, i) => ({
        name: `not-${i}`,
        kind: 'safety',
        level: 'strict',
        says: 'another comes first',
        when: 'quiescence',
        judge: (order) => ((order as string[])[0] === String(i) ? { message: `${i} came first` } : undefined),
      })) as Property<unknown>[],
    },
  );
}

test('exploring ends with the execution that breaks the last declared property', async () => {
  const scenario = scenarioWith(3);
  const whole = await explore(scenario, 'only', { strategy: 'random-walk', schedulesMax: 1_000 });
  const bailed = await explore(scenario, 'only', { strategy: 'random-walk', schedulesMax: 1_000, bail: true });
  const lastOf = ({ verdicts }: typeof whole): number =>
    Math.max(...verdicts.map(({ how }) => (how.kind === 'found' ? how.first.execution : 0)));
  expect(bailed.executions).toBe(lastOf(whole));
  expect(bailed.executions).toBeLessThan(50);
  expect(bailed.verdicts.map(({ verdict }) => verdict)).toEqual([
    ...['violated', 'violated', 'violated'],
    ...['unknown', 'unknown', 'unknown'],
  ]);
  expect(inWords(bailed.verdicts).at(-1)?.how).toBe(
    `--bail ended it after ${bailed.executions} executions, with every declared property broken`,
  );
});

test('with one that holds it goes on to its end', async () => {
  const scenario = scenarioWith(5);
  const { executions } = await explore(scenario, 'only', { schedulesMax: 200, bail: true });
  expect(executions).toBe(200);
});

test('exhaustive exploration ends too, and claims nothing of what is left', async () => {
  const { executions, verdicts } = await explore(scenarioWith(1), 'only', { strategy: 'exhaustive', bail: true });
  expect(executions).toBe(1);
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['violated', 'unknown', 'unknown', 'unknown']);
});

test('a bound that was hit ends it: nothing can hold any more', async () => {
  const { executions, verdicts } = await explore(scenarioWith(5, true), 'only', { schedulesMax: 500, bail: true });
  expect(executions).toBeLessThan(50);
  expect(inWords(verdicts).at(-1)?.how).toMatch(/^1 of \d+ executions hit the bound stepsMax = 100/);
});

test('a scenario that declares no property goes on until each of the engine’s is broken', async () => {
  const { executions } = await explore(scenarioWith(0), 'only', { schedulesMax: 100, bail: true });
  expect(executions).toBe(100);
});

test('a job that began what no seam controls is the last that counts, of a shard too, whoever was ready first', () => {
  const early = new EarlyEnd({}, [], [0, 2, 4, 6], false);
  const reachedOut = { ...JOB, hasReachedOut: true };
  early.take(new Map([[4, reachedOut]]));
  expect([early.reason, early.isBeyond(6)]).toEqual([null, false]);
  early.take(
    new Map([
      [0, JOB],
      [2, reachedOut],
      [4, reachedOut],
    ]),
  );
  expect(early.reason).toBe('leak');
  expect([2, 4].map((index) => early.isBeyond(index))).toEqual([false, true]);
});
