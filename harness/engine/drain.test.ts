import { expect, test } from 'vitest';
import { runOnce } from '../run/detailed-run.ts';
import { randomWalk } from '../strategies/random-walk.ts';
import { trialOf } from '../testing/trial.ts';
import { currentActor } from './current-actor.ts';
import { drive, isDrainComplete, type Machine } from './drain.ts';
import type { Actor } from './operation.ts';
import type { Strategy } from './strategy.ts';

const DRAINS = ['tick', 'next-tick'] as const;
const CONTROLS = ['gates', 'seams'] as const;
const DEPTHS = [0, 3, 30, 100];
const ACTORS = 5;
const ROUNDS = 200;
/** Actors, less the steps at which at most one is left and nothing is to be decided. */
const DECISIONS_MIN = 1_000;

/** Runs actors of which each, at every decision, must have exactly one operation pending until it has finished. */
async function countIncomplete(
  depth: number,
  control: (typeof CONTROLS)[number],
  drain: (typeof DRAINS)[number],
): Promise<{ decisions: number; incomplete: number }> {
  const counts = { decisions: 0, incomplete: 0 };
  for (let seed = 0; seed < 3; seed++) {
    let unfinished = ACTORS;
    const body = async (actor: Actor): Promise<void> => {
      for (let round = 0; round < ROUNDS; round++) {
        for (let i = 0; i < depth; i++) await undefined;
        await actor.gate();
      }
      unfinished--;
    };
    const walk = randomWalk(seed);
    const strategy: Strategy = {
      begin: () => walk.begin(),
      choose: (decision) => {
        counts.decisions++;
        if (decision.count !== unfinished) counts.incomplete++;
        return walk.choose(decision);
      },
      end: (steps) => walk.end(steps),
    };
    const bodies = Object.fromEntries(Array.from({ length: ACTORS }, (_, i) => [`a${i}`, body]));
    const { run } = await runOnce(trialOf(bodies, { control }), { strategy, drain });
    expect(run.ending).toEqual({ kind: 'quiescent', excused: [] });
    expect(unfinished).toBe(0);
  }
  return counts;
}

for (const drain of DRAINS) {
  for (const control of CONTROLS) {
    test(`${drain}, ${control}: no decision sees an incomplete enabled set at await depths up to 100`, async () => {
      for (const depth of DEPTHS) {
        const { decisions, incomplete } = await countIncomplete(depth, control, drain);
        expect(decisions).toBeGreaterThan(DECISIONS_MIN);
        expect(incomplete).toBe(0);
      }
    });
  }
}

test('ticks, microtasks and thenables are drained in one step, in whatever mixture', async () => {
  for (const drain of DRAINS) {
    const enabled: number[] = [];
    const mixed = async (actor: Actor): Promise<void> => {
      await new Promise<void>((resolve) => process.nextTick(resolve));
      await new Promise<void>((resolve) => queueMicrotask(() => process.nextTick(() => queueMicrotask(resolve))));
      // biome-ignore lint/suspicious/noThenProperty: a thenable takes a microtask more than a promise
      await { then: (resolve: () => void) => process.nextTick(resolve) };
      await actor.gate();
    };
    const strategy: Strategy = {
      begin: () => true,
      choose: (decision) => {
        enabled.push(decision.count);
        return 0;
      },
      end() {},
    };
    await runOnce(trialOf({ a: mixed, b: mixed }), { strategy, drain });
    // Two starts, a start and a gate, two gates: never fewer than the unfinished actors.
    expect(enabled).toEqual([2, 2, 2]);
  }
});

test('what escapes a microtask or a tick is handed to the machine and the drain goes on', async () => {
  for (const drain of DRAINS) {
    const lines: string[] = [];
    const scenario = trialOf({
      a: async (actor) => {
        process.nextTick(() => {
          throw new Error('tick');
        });
        queueMicrotask(() => {
          throw new Error('microtask');
        });
        process.nextTick(() => lines.push('later tick'));
        await actor.gate();
        lines.push('later step');
      },
    });
    const { run } = await runOnce(scenario, { drain });
    expect(run.execution.unhandled.map(({ step, error }) => `${step} ${(error as Error).message}`).toSorted()).toEqual([
      '1 microtask',
      '1 tick',
    ]);
    expect(lines).toEqual(['later tick', 'later step']);
  }
});

test('a tick that throws leaves Node in order: with its hooks on, it would end the process otherwise', async () => {
  for (const drain of DRAINS) {
    const actors: (string | undefined)[] = [];
    const scenario = trialOf(
      {
        a: async (actor) => {
          process.nextTick(() => {
            throw new Error('tick');
          });
          await actor.gate();
        },
        b: async (actor) => {
          await actor.gate();
          actors.push(currentActor()?.name);
        },
      },
      { control: 'seams' },
    );
    const { run } = await runOnce(scenario, { drain });
    expect(run.execution.unhandled.map(({ actor, error }) => `${actor} ${(error as Error).message}`)).toEqual([
      'a tick',
    ]);
    expect(run.ending).toEqual({ kind: 'quiescent', excused: [] });
    // Two starts and two gates: nothing that Node does about the exception is an operation of the actor's.
    expect(run.execution.steps).toBe(4);
    expect(actors).toEqual(['b']);
  }
});

test('a machine that throws is an error of the harness and rejects, on either drain', async () => {
  for (const drain of DRAINS) {
    let calls = 0;
    const machine: Machine = {
      advance: () => {
        if (++calls === 3) throw new Error('broken harness');
        return true;
      },
      escaped: () => {},
    };
    await expect(drive(machine, drain)).rejects.toThrow('broken harness');
    expect(calls).toBe(3);
  }
});

function insideImmediate<T>(call: () => T): Promise<T> {
  return new Promise((resolve) => setImmediate(() => resolve(call())));
}

test('the self-test passes for the real drain inside a setImmediate callback only', async () => {
  const tick: unknown = Reflect.get(process, '_tickCallback');
  expect(await insideImmediate(() => isDrainComplete(tick))).toBe(true);
  // After an await the drain does nothing, which is what the self-test is for.
  expect(isDrainComplete(tick)).toBe(false);
});

test('the self-test fails where the drain is missing or makes too few hops', async () => {
  expect(await insideImmediate(() => isDrainComplete(undefined))).toBe(false);
  expect(await insideImmediate(() => isDrainComplete(() => {}))).toBe(false);
});
