import { expect, test } from 'vitest';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Program } from '../../testing/programs/program.ts';
import { Latch, Lock, read, write } from '../../testing/programs/program.ts';
import { programScenario } from '../../testing/programs/program-scenario.ts';
import { mutex, philosophers, readers, times } from '../../testing/programs/trace-programs.ts';
import { tracesOf } from '../../testing/traces-of.ts';
import { trial } from '../../testing/trial.ts';
import { Exhaustive } from '../exhaustive.ts';
import { PlainExhaustive } from '../plain-exhaustive.ts';

type Small = Omit<Program, 'figures'>;

/** Visitors of a room for two, of whom the first comes twice. */
const room: Small = {
  name: 'room',
  title: 'a semaphore of two places',
  threads() {
    const places = new Lock('places', 2);
    return times(3, (i) => {
      return function* () {
        for (let visits = 0; visits < (i === 0 ? 2 : 1); visits++) {
          yield* places.lock();
          if (i === 0) yield write('chair');
          yield* places.unlock();
        }
      };
    });
  },
};

/** One place of two is taken for good before anybody else comes. */
const tenant: Small = {
  name: 'tenant',
  title: 'two visitors of whom one finds room',
  threads() {
    const [places, door] = [new Lock('places', 2), new Latch('door')];
    const visitor = function* () {
      yield* door.wait();
      yield* places.lock();
      yield* places.unlock();
    };
    return {
      *tenant() {
        yield write('key');
        yield* places.lock();
        door.open();
      },
      ...times(2, () => visitor),
    };
  },
};

/** One of two who wait for a signal writes before it does. */
const signal: Small = {
  name: 'signal',
  title: 'a latch that two wait for',
  threads() {
    const latch = new Latch('latch');
    return {
      *opener() {
        yield write('x');
        latch.open();
        yield write('y');
      },
      *patient() {
        yield* latch.wait();
        yield read('x');
      },
      *hasty() {
        yield write('x');
        yield* latch.wait();
        yield write('y');
      },
    };
  },
};

test.each([
  { gating: 'gated', program: readers(3) },
  { gating: 'gated', program: mutex(3) },
  { gating: 'gated', program: philosophers(2) },
  { gating: 'gated', program: room },
  { gating: 'gated', program: tenant },
  { gating: 'gated', program: signal },
  // Taken and given back within one step.
  { gating: 'atomic', program: mutex(3) },
])(
  '$program.name, $gating: every trace that plain enumeration finds is executed, and none twice',
  ({ program, gating }) => expectEachTraceOnce(programScenario(program), gating),
);

test('a timer that is withdrawn by then holds no other up', async () => {
  const scenario = trial(
    (env) => {
      env.actor('walker', env.process('w'), (actor) => actor.gate('x'));
      env.actor('hasty', env.process('h'), async (actor) => {
        const timer = setTimeout(() => {}, 1);
        await actor.gate('y');
        clearTimeout(timer);
      });
      env.actor('timer', env.process('t'), () => void setTimeout(() => {}, 5));
    },
    { memory: 'per-process' },
  );
  await expectEachTraceOnce(scenario, 'only');
});

async function expectEachTraceOnce(scenario: Scenario, implementation: string): Promise<void> {
  const options = { implementation, executionsMax: 10_000 };
  const plain = await tracesOf(scenario, new PlainExhaustive(), options);
  const strategy = new Exhaustive();
  const reduced = await tracesOf(scenario, strategy, options);
  expect(strategy).toMatchObject({ isIncomplete: null, unreachable: 0, blocked: 0 });
  expect(plain.counts.size).toBeGreaterThan(1);
  expect([...plain.counts.keys()].filter((trace) => !reduced.counts.has(trace))).toEqual([]);
  expect([...reduced.counts.values()]).toEqual([...plain.counts.values()].map(() => 1));
}
