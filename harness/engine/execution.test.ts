import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { explore } from '../explore/explore.ts';
import { runOnce } from '../run/detailed-run.ts';
import type { Env } from '../scenario/env.ts';
import { randomWalk } from '../strategies/random-walk.ts';
import { trial, trialOf } from '../testing/trial.ts';
import { hang } from '../world/network/reply.ts';
import { UNHANDLED_MAX } from './limits.ts';
import type { Actor } from './operation.ts';
import { DELIVERY, EFFECT, Operation } from './operation.ts';
import { kindNamed, resourceNamed } from './resource.ts';

const DRAINS = ['tick', 'next-tick'] as const;
const timer = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** A promise with its handle outside, and no operation behind it. */
function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((resolveIt) => {
    resolve = resolveIt;
  });
  return { promise, resolve };
}

test('a rejection that nobody handles is attributed to its step and to the actor whose code rejected', async () => {
  for (const drain of DRAINS) {
    const scenario = trialOf({
      a: async () => {
        await timer(10);
        void Promise.reject(new Error('from a'));
        await timer(10);
      },
      b: () => timer(15),
    });
    const { run } = await runOnce(scenario, { drain });
    expect(run.execution.unhandled).toEqual([{ step: 3, actor: 'a', error: new Error('from a') }]);
    expect(run.violations).toEqual([
      { property: 'no-unhandled-rejection', evidence: { message: 'a: Error: from a', steps: [3] } },
    ]);
  }
});

test("a rejection in one actor's step is attributed to another whose code it was", async () => {
  for (const drain of DRAINS) {
    const go = deferred();
    const scenario = trialOf({
      waits: async () => {
        await go.promise;
        void Promise.reject(new Error('mine'));
      },
      wakes: async () => {
        await timer(10);
        go.resolve();
      },
    });
    const { run } = await runOnce(scenario, { drain });
    expect(run.execution.unhandled).toEqual([{ step: 3, actor: 'waits', error: new Error('mine') }]);
  }
});

test('a rejection that is handled within its step is nothing', async () => {
  for (const drain of DRAINS) {
    const scenario = trialOf({
      a: async () => {
        const rejected = Promise.reject(new Error('handled'));
        for (let i = 0; i < 50; i++) await undefined;
        await rejected.catch(() => {});
      },
    });
    const { run } = await runOnce(scenario, { drain });
    expect(run.violations).toEqual([]);
  }
});

test('an actor whose body rejects breaks no-actor-threw at that step, and is no unhandled rejection', async () => {
  const scenario = trialOf({
    a: async () => {
      await timer(1);
      throw new Error('its end');
    },
  });
  const { run } = await runOnce(scenario);
  expect(run.violations).toEqual([
    { property: 'no-actor-threw', evidence: { message: 'a threw Error: its end', steps: [2] } },
  ]);
  expect(run.execution.actors[0]?.state).toEqual({ kind: 'threw', error: new Error('its end'), step: 2 });
});

test('an actor that may throw breaks nothing by it', async () => {
  const refuse = (): void => {
    throw new Error('judged elsewhere');
  };
  const scenario = trial((env) => env.actor('a', env.process('p'), refuse, { mayThrow: true }));
  expect((await runOnce(scenario)).run.violations).toEqual([]);
});

test('two actors that wait for each other are a deadlock, with their names, in gates and in seams mode', async () => {
  for (const control of ['gates', 'seams'] as const) {
    const [a, b] = [deferred(), deferred()];
    const scenario = trialOf(
      {
        a: async (actor) => {
          await actor.gate();
          await b.promise;
          a.resolve();
        },
        b: async (actor) => {
          await actor.gate();
          await a.promise;
          b.resolve();
        },
        c: (actor) => actor.gate(),
      },
      { control },
    );
    const { run } = await runOnce(scenario);
    expect(run.ending).toEqual({ kind: 'deadlock', actors: ['a', 'b'], unrefed: 0 });
    expect(run.violations.map((violation) => violation.property)).toEqual(['no-deadlock']);
  }
});

test('a lock-order deadlock is found in some schedules and reported in exactly those', async () => {
  let deadlocks = 0;
  for (let seed = 0; seed < 60; seed++) {
    const held = new Set<string>();
    const waiting = new Map<string, () => void>();
    const lock = async (actor: Actor, name: string): Promise<void> => {
      await actor.gate(name);
      if (held.has(name)) await new Promise<void>((resolve) => waiting.set(name, resolve));
      held.add(name);
    };
    const unlock = (name: string): void => {
      held.delete(name);
      waiting.get(name)?.();
      waiting.delete(name);
    };
    const both = (first: string, second: string) => async (actor: Actor) => {
      await lock(actor, first);
      await lock(actor, second);
      unlock(second);
      unlock(first);
    };
    const scenario = trialOf({ a: both('x', 'y'), b: both('y', 'x') }, { control: 'gates' });
    const { run } = await runOnce(scenario, { strategy: randomWalk(seed) });
    const finished = run.execution.actors.every((actor) => actor.isFinished);
    expect(run.ending?.kind).toBe(finished ? 'quiescent' : 'deadlock');
    if (!finished) deadlocks++;
  }
  expect(deadlocks).toBeGreaterThan(5);
  expect(deadlocks).toBeLessThan(55);
});

test('an unfinished actor is no deadlock when a hang or a killed process explains it', async () => {
  const never = new Promise<void>(() => {});
  const hung = trial((env) => {
    env.actor('a', env.process('p'), () => never);
    env.excuseUnfinished();
  });
  expect((await runOnce(hung)).run.ending).toEqual({ kind: 'quiescent', excused: [] });
  const killed = trial((env) => {
    const victim = env.process('victim');
    env.actor('served', env.process('p'), () => never);
    env.actor('killer', env.process('q'), () => env.kill(victim));
  });
  expect((await runOnce(killed)).run.ending).toEqual({ kind: 'quiescent', excused: ['served'] });
  const [deadlock] = (await explore(killed, 'only', { schedulesMax: 10 })).verdicts;
  // Whether the kill is why nobody can tell.
  expect(deadlock).toMatchObject({ property: 'no-deadlock', verdict: 'unknown', how: { kind: 'undecided' } });
});

test('a hanging connection explains the actor whose it is, and may explain others, of its process too', async () => {
  const hanging = trial((env) => {
    env.network.upstream('https://api.example.com', () => hang());
    const [client, other] = [env.process('client'), env.process('other')];
    env.actor('asks', client, () => fetch('https://api.example.com/'));
    env.actor('awaits-it', client, () => new Promise(() => {}));
    env.actor('elsewhere', other, () => new Promise(() => {}));
  });
  expect((await runOnce(hanging)).run.ending).toEqual({ kind: 'quiescent', excused: ['awaits-it', 'elsewhere'] });
});

test('unref-ed timers do not keep an execution alive, and fire while something else does', async () => {
  const fired: string[] = [];
  const scenario = trialOf({
    a: () => {
      setInterval(() => fired.push('heartbeat'), 10).unref();
      setTimeout(() => fired.push('work'), 25);
    },
  });
  const { run } = await runOnce(scenario);
  expect(fired).toEqual(['heartbeat', 'heartbeat', 'work']);
  expect(run.ending).toEqual({ kind: 'quiescent', excused: [] });
  expect(run.execution.now).toBe(25);
});

test('an actor that waits for an unref-ed timer alone is stuck, and told why', async () => {
  const alone = trialOf({ a: () => new Promise((resolve) => void setTimeout(resolve, 10).unref()) });
  const { run } = await runOnce(alone);
  const [message = ''] = run.violations.map(({ evidence }) => evidence.message);
  expect(message.replace(/\.ts:\d+/, '.ts')).toBe(
    'nothing can run and these have not finished: a, in a#2 timer timer:10ms (harness/engine/execution.test.ts); ' +
      'the one timer left keeps no process alive (unref, AbortSignal.timeout), so Node would exit',
  );
});

test('every bound ends an execution by its own name, and no property is judged at its end', async () => {
  const forever = trialOf({
    a: async (actor) => {
      for (;;) await actor.gate();
    },
  });
  const crowd = trialOf({
    a: async (actor) => {
      for (let i = 0; i < 50; i++) void actor.gate();
      await actor.gate();
    },
  });
  const sleeper = trialOf({ a: () => timer(5_000) });
  const cases = [
    [forever, { stepsMax: 40 }, { kind: 'bound', bound: 'stepsMax', value: 40 }],
    [crowd, { pendingMax: 20 }, { kind: 'bound', bound: 'pendingMax', value: 20 }],
    [sleeper, { virtualMsMax: 4_999 }, { kind: 'bound', bound: 'virtualMsMax', value: 4_999 }],
  ] as const;
  for (const [scenario, limits, ending] of cases) {
    let judged = 0;
    const property = {
      name: 'counted',
      kind: 'safety',
      level: 'strict',
      says: 'it is asked',
      when: 'quiescence',
      judge: () => {
        judged++;
        return undefined;
      },
    } as const;
    const { run } = await runOnce({ ...scenario, properties: [property] }, { limits });
    expect(run.ending).toEqual(ending);
    expect(run.violations).toEqual([]);
    expect(judged).toBe(0);
  }
  const within = await runOnce(sleeper, { limits: { virtualMsMax: 5_000 } });
  expect(within.run.ending).toEqual({ kind: 'quiescent', excused: [] });
});

/** Acts on the world in two halves, then parks until somebody lets it go. */
class Parked extends Operation {
  readonly log: string[];

  constructor(actor: Actor, log: string[]) {
    super(actor, kindNamed('parked'), resourceNamed('x'), EFFECT, actor.execution.now, Number.POSITIVE_INFINITY);
    this.log = log;
  }

  override effect(): 'again' | 'park' {
    this.log.push(`effect ${this.effects + 1}`);
    return this.effects === 0 ? 'again' : 'park';
  }

  override deliveryWindow(): readonly [number, number] {
    return [20, 20];
  }

  override deliver(): void {
    this.log.push(`delivery at ${this.actor.execution.now}`);
  }
}

test('an operation acts in several effects, parks, and is delivered within its window once unparked', async () => {
  const log: string[] = [];
  const scenario = trialOf({
    a: async (actor) => {
      const parked = new Parked(actor, log);
      actor.execution.issue(parked);
      await timer(100);
      expect(parked.phase).toBe(EFFECT);
      actor.execution.unpark(parked);
      expect(parked.phase).toBe(DELIVERY);
    },
  });
  const { run } = await runOnce(scenario);
  expect(run.violations).toEqual([]);
  expect(run.execution.actors[0]?.state.kind).toBe('returned');
  expect(log).toEqual(['effect 1', 'effect 2', 'delivery at 120']);
});

test('a killed process takes no further step, and what it issues afterwards is not taken', async () => {
  const lines: string[] = [];
  const scenario = trial((env) => {
    const [victim, other] = [env.process('victim'), env.process('other')];
    env.actor('a', victim, async (actor) => {
      await timer(10);
      env.kill(victim);
      void actor.gate().then(() => lines.push('a gate of the dead'));
      setTimeout(() => lines.push('a timer of the dead'), 1);
      await timer(1);
      lines.push('the dead');
    });
    env.actor('b', other, async () => {
      await timer(50);
      lines.push('the living');
    });
  });
  const { run } = await runOnce(scenario);
  expect(lines).toEqual(['the living']);
  expect(run.execution.actors.map((actor) => actor.state.kind)).toEqual(['killed', 'returned']);
});

test('the same seed gives the same trace hash, another one another', async () => {
  const hashOf = async (seed: number, drain: (typeof DRAINS)[number]): Promise<string> => {
    const body = async (actor: Actor): Promise<void> => {
      for (let i = 0; i < 5; i++) {
        await actor.gate();
        await timer(3);
      }
    };
    const { run } = await runOnce(trialOf({ a: body, b: body, c: body }), { strategy: randomWalk(seed), drain });
    return run.execution.hash.digest();
  };
  const first = await hashOf(1, 'tick');
  expect(await hashOf(1, 'tick')).toBe(first);
  expect(await hashOf(1, 'next-tick')).toBe(first);
  expect(await hashOf(2, 'tick')).not.toBe(first);
});

test('an actor that begins at once runs to its first operation without a step', async () => {
  const began: string[] = [];
  const body = async (actor: Actor): Promise<void> => {
    began.push(actor.name);
    await actor.gate();
  };
  const scenario = trial((env) => {
    env.actor('a', env.process('p'), body, { atOnce: true });
    began.push('setup');
  });
  const { run } = await runOnce(scenario);
  expect(began).toEqual(['a', 'setup']);
  expect(run.execution.steps).toBe(1);
});

test('more gates at one time than are kept for use again come back in the order chosen, twice over', async () => {
  const passed: number[] = [];
  const scenario = trialOf({
    a: async (actor) => {
      for (let round = 0; round < 2; round++) {
        await Promise.all(Array.from({ length: 100 }, (_, i) => actor.gate().then(() => passed.push(i))));
      }
    },
  });
  for (let repeat = 0; repeat < 2; repeat++) {
    passed.length = 0;
    const { run } = await runOnce(scenario);
    expect(passed).toEqual([...Array(100).keys(), ...Array(100).keys()]);
    expect(run.execution.steps).toBe(201);
  }
  passed.length = 0;
  await explore(scenario, 'only', { schedulesMax: 1 });
  // Nor does what the explorer makes again to see whether the code keeps something.
  const once = [...Array(100).keys(), ...Array(100).keys()];
  expect(passed).toEqual(Array.from({ length: passed.length / once.length }, () => once).flat());
  expect(passed.length).toBeGreaterThan(0);
});

test('a property of operations is judged after deliveries, not after effects', async () => {
  const judgedAt: string[] = [];
  const property = {
    name: 'p',
    kind: 'safety',
    level: 'strict',
    says: '',
    when: 'operation',
    judge: (_state: unknown, env: Env) => void judgedAt.push(env.execution.isDelivery ? 'delivery' : 'effect'),
  } as const;
  const scenario = trialOf({ a: async () => void (await writeFile('/f', 'text')) }, { properties: [property] });
  const { run } = await runOnce(scenario);
  expect(run.execution.steps).toBe(6);
  expect(judgedAt).toEqual(['delivery', 'delivery']);
});

test('as many rejections as the bound says are kept, and one more ends the execution', async () => {
  const rejecting = (times: number): ReturnType<typeof trialOf> =>
    trialOf({
      a: () => {
        for (let i = 0; i < times; i++) void Promise.reject(new Error(`${i}`));
      },
    });
  const { run: within } = await runOnce(rejecting(UNHANDLED_MAX));
  expect([within.execution.unhandled.length, within.ending?.kind]).toEqual([UNHANDLED_MAX, 'quiescent']);
  const { run: beyond } = await runOnce(rejecting(UNHANDLED_MAX + 1));
  expect(beyond.execution.unhandled.length).toBe(UNHANDLED_MAX);
  expect(beyond.ending).toEqual({ kind: 'bound', bound: 'unhandledMax', value: UNHANDLED_MAX });
});
