import { expect, test } from 'vitest';
import { runOnce } from '../run/detailed-run.ts';
import { randomWalk } from '../strategies/random-walk.ts';
import { trial, trialOf } from '../testing/trial.ts';
import { runAs } from './current-actor.ts';
import type { Actor } from './operation.ts';
import { DELIVERY, Operation } from './operation.ts';
import { kindNamed, resourceNamed } from './resource.ts';

const SEEDS = 60;

/** Some I/O that takes between `earliestMs` and `latestMs`. */
class Wait extends Operation {
  private readonly resolve: () => void;

  constructor(actor: Actor, earliestMs: number, latestMs: number, resolve: () => void) {
    const { now } = actor.execution;
    super(actor, kindNamed('wait'), resourceNamed('wait'), DELIVERY, now + earliestMs, now + latestMs);
    this.resolve = resolve;
  }

  override deliver(): void {
    this.resolve();
  }
}

function wait(actor: Actor, earliestMs: number, latestMs: number): Promise<void> {
  return new Promise((resolve) => actor.execution.issue(new Wait(actor, earliestMs, latestMs, resolve)));
}

const timer = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The orders that random walks find, each once and sorted. */
async function ordersOf(run: (log: (text: string) => void, seed: number) => Promise<unknown>): Promise<string[]> {
  const orders = new Set<string>();
  for (let seed = 0; seed < SEEDS; seed++) {
    const lines: string[] = [];
    await run((text) => lines.push(text), seed);
    orders.add(lines.join(' '));
  }
  return [...orders].toSorted();
}

test('a 0 ms timer always comes before a [100, 500] ms operation that began with it', async () => {
  const orders = await ordersOf((log, seed) => {
    const scenario = trialOf({
      a: async (actor) => {
        const reply = wait(actor, 100, 500).then(() => log('reply'));
        await timer(0);
        log('timer');
        await reply;
      },
    });
    return runOnce(scenario, { strategy: randomWalk(seed) });
  });
  expect(orders).toEqual(['timer reply']);
});

test('two [100, 500] ms operations that began together finish in both orders', async () => {
  const orders = await ordersOf((log, seed) => {
    const scenario = trialOf({
      a: (actor) => Promise.all(['x', 'y'].map((name) => wait(actor, 100, 500).then(() => log(name)))),
    });
    return runOnce(scenario, { strategy: randomWalk(seed) });
  });
  expect(orders).toEqual(['x y', 'y x']);
});

test('an operation comes on either side of a timer within its window, on one side only of a timer outside it', async () => {
  const orders = await ordersOf((log, seed) => {
    const scenario = trialOf({
      a: async (actor) => {
        const reply = wait(actor, 100, 500).then(() => log('reply'));
        for (const ms of [50, 300, 600]) setTimeout(() => log(String(ms)), ms);
        await reply;
      },
    });
    return runOnce(scenario, { strategy: randomWalk(seed) });
  });
  expect(orders).toEqual(['50 300 reply 600', '50 reply 300 600']);
});

test('the clock moves to the start of a window, never back, and never past a deadline', async () => {
  for (let seed = 0; seed < SEEDS; seed++) {
    const { run, recorder } = await runOnce(
      trialOf({
        a: async (actor) => {
          for (const [earliest, latest] of [
            [10, 90],
            [0, 40],
            [25, 25],
          ] as const) {
            const began = actor.execution.now;
            await wait(actor, earliest, latest);
            const took = actor.execution.now - began;
            expect(took).toBeGreaterThanOrEqual(earliest);
            expect(took).toBeLessThanOrEqual(latest);
          }
        },
        b: async () => {
          for (const ms of [7, 11, 13]) await timer(ms);
        },
      }),
      { strategy: randomWalk(seed) },
    );
    expect(run.ending).toEqual({ kind: 'quiescent', excused: [] });
    expect(run.violations).toEqual([]);
    expect(run.execution.actors.map((actor) => actor.state.kind)).toEqual(['returned', 'returned']);
    const times = recorder.events.map((event) => event.at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  }
});

test('timers of one process never fire out of order and equal ones fire first-in first-out, whoever set them', async () => {
  const orders = await ordersOf((log, seed) => {
    const scenario = trial((env) => {
      const process = env.process('p');
      // One after the other, so that the order of issue is known whatever the walk does.
      env.actor('a', process, () => {
        for (const ms of [30, 10, 20, 10]) setTimeout(() => log(`a${ms}`), ms);
        const b = env.execution.actor(
          'b',
          process,
          () => {
            for (const ms of [10, 30]) setTimeout(() => log(`b${ms}`), ms);
          },
          { isDaemon: true },
        );
        runAs(b, () => b.begin());
      });
    });
    return runOnce(scenario, { strategy: randomWalk(seed) });
  });
  expect(orders).toEqual(['a10 a10 b10 a20 a30 b30']);
});

test('equal timers of two processes fire in either order', async () => {
  const orders = await ordersOf((log, seed) => {
    const scenario = trial((env) => {
      for (const name of ['p', 'q']) {
        env.actor(name, env.process(name), () => setTimeout(() => log(name), 10), { latestMs: 0 });
      }
    });
    return runOnce(scenario, { strategy: randomWalk(seed) });
  });
  expect(orders).toEqual(['p q', 'q p']);
});

test('an immediate set in an I/O callback comes before a 0 ms timer set with it', async () => {
  const orders = await ordersOf((log, seed) => {
    const scenario = trialOf({
      a: async (actor) => {
        await wait(actor, 1, 5);
        setTimeout(() => log('timer'), 0);
        setImmediate(() => log('immediate'));
      },
    });
    return runOnce(scenario, { strategy: randomWalk(seed) });
  });
  expect(orders).toEqual(['immediate timer']);
});

test('immediates of one process come first-in first-out', async () => {
  const orders = await ordersOf((log, seed) => {
    const scenario = trialOf({
      a: () => {
        for (const name of ['1', '2', '3']) setImmediate(() => log(name));
      },
    });
    return runOnce(scenario, { strategy: randomWalk(seed) });
  });
  expect(orders).toEqual(['1 2 3']);
});

test('a refreshed timer goes to the end of those that are due with it', async () => {
  const orders = await ordersOf((log, seed) => {
    const scenario = trialOf({
      a: () => {
        const first = setTimeout(() => log('first'), 10);
        setTimeout(() => log('second'), 10);
        first.refresh();
      },
    });
    return runOnce(scenario, { strategy: randomWalk(seed) });
  });
  expect(orders).toEqual(['second first']);
});
