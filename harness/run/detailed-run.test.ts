import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { Execution } from '../engine/execution.ts';
import type { Actor } from '../engine/operation.ts';
import { defineScenario } from '../scenario/scenario.ts';
import { randomWalk } from '../strategies/random-walk.ts';
import { trialOf } from '../testing/trial.ts';
import { runOnce, SingleRun } from './detailed-run.ts';
import { leakWatchFor } from './leak-watch.ts';

const lostUpdate = defineScenario({
  name: 'lost-update',
  title: 'two actors read, then write',
  implementations: { naive: { says: 'no lock', subject: 0 } },
  examples: { two: { workload: 2, faults: {} } },
  workload: fc.constant(2),
  faults: fc.constant({}),
  setup(env) {
    const state = { x: 0 };
    const process = env.process('p');
    for (const name of ['a', 'b']) {
      env.actor(name, process, async (actor) => {
        await actor.gate('x');
        const read = state.x;
        await actor.gate('x');
        state.x = read + 1;
      });
    }
    return state;
  },
  properties: [
    {
      name: 'no-lost-update',
      kind: 'safety',
      level: 'strict',
      says: 'the counter is the number of writers',
      when: 'quiescence',
      judge: (state) => (state.x === 2 ? undefined : { message: `x is ${state.x}` }),
    },
  ],
});

test('the default order preempts nobody and breaks nothing', async () => {
  const { run, recorder } = await runOnce(lostUpdate);
  expect(run.violations).toEqual([]);
  expect(run.ending).toEqual({ kind: 'quiescent', excused: [] });
  expect(recorder.departures).toEqual([]);
  expect(recorder.events.map((event) => event.text)).toEqual([
    'a#1 start actor',
    'a#2 gate x',
    'a#3 gate x',
    'b#1 start actor',
    'b#2 gate x',
    'b#3 gate x',
  ]);
});

test('a random walk finds the lost update, on either drain', async () => {
  for (const drain of ['tick', 'next-tick'] as const) {
    let found = 0;
    for (let seed = 0; seed < 40; seed++) {
      const { run } = await runOnce(lostUpdate, { strategy: randomWalk(seed), drain });
      found += run.violations.length;
    }
    expect(found).toBeGreaterThan(5);
    expect(found).toBeLessThan(35);
  }
});

/** What one actor awaits and another ends. */
function sleep(): { readonly woken: Promise<void>; readonly wake: () => void } {
  let wake = (): void => {};
  const woken = new Promise<void>((resolve) => {
    wake = resolve;
  });
  return { woken, wake };
}

test('of who never finishes it is said after which of its operations that was', async () => {
  const stuck = async (actor: Actor): Promise<void> => {
    await actor.gate('x');
    await sleep().woken;
  };
  const { violations } = await runOnce(trialOf({ a: stuck }));
  expect(violations[0]?.evidence.message).toMatch(/not finished: a, after a#2 gate x \(harness.run.detailed-run.test/);
});

test('a log line is of the actor that wrote it, though the step of another has woken it', async () => {
  const scenario = defineScenario({
    ...lostUpdate,
    setup(env) {
      const { woken, wake } = sleep();
      const process = env.process('p');
      env.actor('sleeper', process, async () => {
        await woken;
        env.log('awake');
      });
      env.actor('waker', process, async (actor) => {
        await actor.gate('x');
        wake();
        env.log('woken');
      });
      return { x: 2 };
    },
  });
  const { recorder } = await runOnce(scenario);
  const logs = recorder.events.filter(({ kind }) => kind === 'log').map(({ actor, text }) => `${actor}: ${text}`);
  expect(logs).toEqual(['waker: woken', 'sleeper: awake']);
});

test('a note is of the step that it is made in, whoever makes it', async () => {
  const scenario = defineScenario({
    ...lostUpdate,
    setup(env) {
      const { woken, wake } = sleep();
      const process = env.process('p');
      env.actor('sleeper', process, async () => {
        await woken;
        env.note('awake');
      });
      env.actor('waker', process, () => wake());
      return { x: 2 };
    },
  });
  const { events } = await runOnce(scenario);
  expect(events.filter(({ kind }) => kind === 'note').map(({ actor }) => actor)).toEqual(['waker']);
});

test('of an execution that the engine did not come to the end of there is nothing to tell but why', async () => {
  const spy = vi.spyOn(Execution.prototype, 'step').mockImplementationOnce(() => {
    throw new TypeError('no step');
  });
  await expect(runOnce(lostUpdate)).rejects.toThrow(/^ERR_INVARIANT: the engine failed .*TypeError: no step/);
  spy.mockRestore();
  const never = new SingleRun(leakWatchFor(lostUpdate), () => {
    throw new Error('not called');
  });
  expect(() => never.finished()).toThrow('the execution never began');
});
