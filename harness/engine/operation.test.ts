import { expect, test } from 'vitest';
import { runOnce } from '../run/detailed-run.ts';
import { trial, trialOf } from '../testing/trial.ts';
import { currentExecution } from './current-execution.ts';
import { Execution } from './execution.ts';
import { type Actor, DELIVERY, EFFECT, FOREVER, Operation, stepLabel } from './operation.ts';
import { kindNamed, resourceNamed } from './resource.ts';
import type { Decision } from './strategy.ts';
import { hashString } from './trace-hash.ts';

test('a kind and a resource are what their names are', () => {
  for (const named of [kindNamed, resourceNamed]) {
    expect(named('a name of this test')).toEqual({
      name: 'a name of this test',
      hash: hashString('a name of this test'),
    });
  }
});

class Sip extends Operation {
  override deliver(): void {}
}

test('windows are of whole ms, and what lies beyond all time is for ever', async () => {
  const windows: number[][] = [];
  const a = (actor: Actor): void => {
    for (const latest of [7.9, FOREVER, 2 ** 40, Number.POSITIVE_INFINITY]) {
      const operation = new Sip(actor, kindNamed('sip'), resourceNamed('cup'), DELIVERY, 1.5, latest);
      windows.push([operation.earliest, operation.latest]);
    }
  };
  await runOnce(trialOf({ a }));
  expect(windows).toEqual([
    [1, 7],
    [1, FOREVER],
    [1, FOREVER],
    [1, FOREVER],
  ]);
});

test('the label of a step tells the effects of an operation apart, and its delivery from them', async () => {
  class Twice extends Sip {
    override effect(): 'again' | 'deliver' {
      return this.effects === 0 ? 'again' : 'deliver';
    }
  }
  const a = (actor: Actor): void =>
    actor.execution.issue(new Twice(actor, kindNamed('sip'), resourceNamed('cup'), EFFECT, 0, FOREVER));
  const labels: string[] = [];
  const choose = ({ enabled }: Decision): number => {
    labels.push(stepLabel(enabled[0] as Operation));
    return 0;
  };
  const strategy = { begin: () => true, choose, end: () => {}, seesEveryStep: true };
  await runOnce(trialOf({ a }, { control: 'gates' }), { strategy });
  expect(labels).toEqual([
    'a#1 start actor (delivery)',
    'a#2 sip cup (effect)',
    'a#2 sip cup (effect 2)',
    'a#2 sip cup (delivery)',
  ]);
});

test('with a process its threads are killed', async () => {
  const scenario = trial((env) => {
    const main = env.process('main');
    env.actor('thread', env.process('thread', { threadOf: main }), (actor) => actor.gate('x'));
    env.actor('bystander', env.process('other'), (actor) => actor.gate('x'));
    const dead = env.process('dead', { threadOf: main });
    env.actor('operator', env.process('shell'), () => {
      env.kill(dead);
      env.kill(main);
    });
  });
  const killer = (labels: readonly string[]): number => Math.max(0, labels.indexOf('operator'));
  const { actors, run } = await runOnce(scenario, {
    strategy: {
      begin: () => true,
      choose: ({ enabled, count }) => killer(enabled.slice(0, count).map(({ actor }) => actor.name)),
      end: () => {},
    },
  });
  expect(actors.map(({ name, state }) => `${name} ${state.kind}`)).toEqual([
    'thread killed',
    'bystander returned',
    'operator returned',
  ]);
  // The thread that was dead already is not killed again.
  expect(run.execution.kills).toBe(3);
});

test('what a setup lets escape is of the setup', async () => {
  const error = new Error('too early');
  const { run } = await runOnce(
    trial(() => {
      const execution = currentExecution();
      if (execution instanceof Execution) execution.escaped(error);
    }),
  );
  expect(run.execution.unhandled).toEqual([{ step: 0, actor: 'setup', error }]);
});

test('the step before a bound of virtual time is the last one, and it is told once', async () => {
  const a = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1_000));
  const { ending, events } = await runOnce(trialOf({ a }), { limits: { virtualMsMax: 500 } });
  expect([ending, events.map(({ text }) => text)]).toEqual(['virtualMsMax', ['a#1 start actor']]);
});
