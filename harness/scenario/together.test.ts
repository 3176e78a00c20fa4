import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { timelineLines } from '../../reports/timeline-text.ts';
import type { ActorOptions } from '../engine/actor.ts';
import { explore } from '../explore/explore.ts';
import { replay } from '../run/replay.ts';
import { Exhaustive } from '../strategies/exhaustive.ts';
import { PlainExhaustive } from '../strategies/plain-exhaustive.ts';
import { tracesOf } from '../testing/traces-of.ts';
import type { Env } from './env.ts';
import { limitsOf } from './lookup.ts';
import { defineScenario, type Scenario } from './scenario.ts';

/** A cache that asks whether it has something, and takes it one microtask later. */
class Users {
  private readonly cache: Map<string, string> = new Map([['ada', 'Ada']]);

  async get(id: string): Promise<string> {
    if (await this.has(id)) return this.cache.get(id) as string;
    return 'fetched';
  }

  clear(): void {
    this.cache.clear();
  }

  private async has(id: string): Promise<boolean> {
    return this.cache.has(id);
  }
}

const cache = scenarioOf('cache', (env, isTogether) => {
  const server = env.process('server');
  const users = new Users();
  const seen: { user: string | undefined } = { user: 'nothing yet' };
  const clear = env.actor('clear', server, () => users.clear());
  const get = env.actor('get', server, async () => {
    seen.user = await users.get('ada');
  });
  if (isTogether) env.together(clear, get);
  return () => (seen.user === undefined ? { message: 'the user is undefined' } : undefined);
});

describe('two calls that only meet inside one turn', () => {
  test('never meet in turns of their own: all schedules hold', async () => {
    const { verdicts } = await explore(cache, 'apart', { strategy: 'exhaustive' });
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['holds', 'holds', 'holds', 'holds']);
  });

  test('do meet when they begin together, in one of the two orders', async () => {
    const { verdicts, executions } = await explore(cache, 'together', { strategy: 'exhaustive' });
    const [first] = verdicts;
    expect(executions).toBe(2);
    expect(first?.counterexample?.message).toBe('the user is undefined');
    expect(first?.how).toMatchObject({ kind: 'found', times: 1 });
  });

  test('the timeline says who begins when', async () => {
    const [first] = (await explore(cache, 'together')).verdicts;
    if (first?.counterexample == null) throw new Error('not found');
    const limits = limitsOf(cache, {});
    const outcome = await replay(cache, { implementation: 'together', limits, ...first.counterexample });
    expect(timelineLines(outcome).map((line) => line.replace(/ {2}\(.*/, ''))).toEqual([
      '00:00.000  server  get#1 start actor delivery -> place 1 in its turn',
      '00:00.000  server  clear#1 start actor delivery -> begins the turn: get, clear',
      'violated sound: the user is undefined',
    ]);
  });
});

describe('orders', () => {
  const three = scenarioOf('three', (env, isTogether) => {
    const server = env.process('server');
    const order: string[] = [];
    const actors = ['a', 'b', 'c'].map((name) => env.actor(name, server, () => void order.push(name)));
    const other = env.actor('other', server, () => void order.push('|'));
    if (isTogether) env.together(...actors);
    return () => {
      const text = order.join('');
      expect(other.isFinished).toBe(true);
      return isTogether && !/^\|?[abc]{3}\|?$/.test(text) ? { message: text } : undefined;
    };
  });

  test('every order of three, before and after another actor, and never with it between', async () => {
    const { executions, verdicts } = await explore(three, 'together', { strategy: 'exhaustive' });
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['holds', 'holds', 'holds', 'holds']);
    // 3! orders; where the other one comes among the four steps does not count as independent here: memory is shared.
    expect(executions).toBe(24);
  });

  test('a turn whose process is killed before it is complete never begins', async () => {
    const killed = scenarioOf('killed', (env, isTogether) => {
      const server = env.process('server');
      const begun: string[] = [];
      const actors = ['a', 'b'].map((name) => env.actor(name, server, () => void begun.push(name)));
      env.actor('operator', env.process('shell'), () => env.kill(server));
      if (isTogether) env.together(...actors);
      return () => (begun.length === 1 ? { message: `${begun} alone` } : undefined);
    });
    const [apart] = (await explore(killed, 'apart', { strategy: 'exhaustive' })).verdicts;
    const [together] = (await explore(killed, 'together', { strategy: 'exhaustive' })).verdicts;
    expect([apart?.verdict, together?.verdict]).toEqual(['violated', 'holds']);
  });
});

/** Actors that begin in turns, by number, and each take gates at some of three resources, writing or reading. */
const programs = fc.array(
  fc.record({
    turn: fc.nat({ max: 2 }),
    gates: fc.array(fc.record({ resource: fc.nat({ max: 2 }), writes: fc.boolean() }), { maxLength: 2 }),
  }),
  { minLength: 2, maxLength: 4 },
);

test('200 random programs with turns: no trace is missed, none is executed twice', async () => {
  let compared = 0;
  for (const program of fc.sample(programs, { numRuns: 230, seed: 20_261_128 })) {
    const scenario = { ...programScenario(program), memory: 'tracked' as const };
    const plain = await tracesOf(scenario, new PlainExhaustive(), { executionsMax: 3_000 });
    if (plain.tally.executions === 3_000) continue;
    const strategy = new Exhaustive();
    const reduced = await tracesOf(scenario, strategy, { executionsMax: 3_000 });
    compared++;
    expect([...reduced.counts.keys()].sort(), JSON.stringify(program)).toEqual([...plain.counts.keys()].sort());
    expect(reduced.tally.executions - reduced.discarded).toBe(reduced.counts.size);
  }
  expect(compared).toBeGreaterThanOrEqual(200);
}, 120_000);

function programScenario(program: { turn: number; gates: { resource: number; writes: boolean }[] }[]): Scenario {
  return scenarioOf('random', (env) => {
    const server = env.process('server');
    const values = [0, 0, 0];
    const actors = program.map(({ turn, gates }, index) => ({
      turn,
      actor: env.actor(`a${index}`, server, async (actor) => {
        for (const { resource, writes } of gates) {
          await actor.gate(`r${resource}`, writes ? 'writes' : 'reads');
          if (writes) values[resource] = index;
        }
      }),
    }));
    for (const number of [1, 2]) {
      const members = actors.filter(({ turn }) => turn === number).map(({ actor }) => actor);
      if (members.length > 1) env.together(...members);
    }
    return () => undefined;
  });
}

describe('what cannot be is refused', () => {
  test.each<[string, (env: Env) => void, string]>([
    ['one actor', (env) => env.together(actorIn(env, 'a')), 'it takes two actors or more'],
    [
      'one actor twice',
      (env) => {
        const a = actorIn(env, 'a');
        env.together(a, a);
      },
      'one of them is named twice',
    ],
    [
      'actors of two processes',
      (env) =>
        env.together(
          actorIn(env, 'a'),
          env.actor('b', env.process('q'), () => {}),
        ),
      'a and b are of different processes, which share no turn',
    ],
    [
      'an actor that began at once',
      (env) => {
        const p = env.process('p');
        env.together(
          env.actor('a', p, () => {}),
          env.actor('b', p, () => {}, { atOnce: true }),
        );
      },
      'b has begun, or ended, already',
    ],
    [
      'a daemon',
      (env) => {
        const p = env.process('p');
        env.together(
          env.actor('a', p, () => {}),
          env.actor('b', p, () => {}, { isDaemon: true }),
        );
      },
      'b is a daemon, which others begin',
    ],
    [
      'an actor of another turn',
      (env) => {
        const p = env.process('p');
        const [a, b, c] = ['a', 'b', 'c'].map((name) => env.actor(name, p, () => {}));
        if (a === undefined || b === undefined || c === undefined) return;
        env.together(a, b);
        env.together(b, c);
      },
      'b is in another turn already',
    ],
    [
      'actors with other times',
      (env) => {
        const p = env.process('p');
        env.together(
          env.actor('a', p, () => {}),
          env.actor('b', p, () => {}, { atMs: 5 }),
        );
      },
      'a and b may begin at different times',
    ],
  ])('%s', async (_, declare, why) => {
    const refused = scenarioOf('refused', (env) => {
      declare(env);
      return () => undefined;
    });
    await expect(explore(refused, 'together')).rejects.toThrow(why);
  });
});

function actorIn(env: Env, name: string, options: ActorOptions = {}): ReturnType<Env['actor']> {
  return env.actor(name, env.process('p'), () => {}, options);
}

/** A scenario in gates mode whose implementations begin their actors together, or not. */
function scenarioOf(
  name: string,
  setup: (env: Env, isTogether: boolean) => () => { message: string } | undefined,
): Scenario {
  return defineScenario({
    name,
    title: name,
    control: 'gates',
    implementations: {
      together: { says: 'in one turn', subject: true },
      apart: { says: 'in turns of their own', subject: false },
    },
    examples: { only: { workload: null, faults: null } },
    workload: fc.constant(null),
    faults: fc.constant(null),
    setup: (env, isTogether: boolean) => ({ judge: setup(env, isTogether) }),
    properties: [
      {
        name: 'sound',
        kind: 'safety',
        level: 'strict',
        says: 'nothing is found',
        when: 'quiescence',
        judge: ({ judge }) => judge(),
      },
    ],
  });
}
