import { describe, expect, test } from 'vitest';
import type { Actor } from '../engine/operation.ts';
import type { Decision, Strategy } from '../engine/strategy.ts';
import { explore } from '../explore/explore.ts';
import { runOnce } from '../run/detailed-run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { inWords } from '../testing/in-words.ts';
import { trial } from '../testing/trial.ts';
import { defineStrategy } from './define-strategy.ts';
import { PlainExhaustive } from './plain-exhaustive.ts';
import { RandomWalk } from './random-walk.ts';
import type { StrategyDefinition } from './strategy-definition.ts';

/** Two actors of three steps each, a start and two gates: 20 schedules. */
function scenarioOf(control: 'gates' | 'seams'): Scenario {
  return trial(
    (env) => {
      const process = env.process('p');
      const body = async (actor: Actor): Promise<void> => {
        await actor.gate('x');
        await actor.gate('x');
      };
      for (const name of ['a', 'b']) env.actor(name, process, body);
    },
    { control },
  );
}

const GATES = scenarioOf('gates');
/** Takes the operation that was issued last. */
const newest: Strategy = { begin: () => true, choose: ({ count }) => count - 1, end() {} };

function mine(strategy: Partial<Strategy>): StrategyDefinition {
  return defineStrategy({ name: 'mine', make: () => ({ ...newest, ...strategy }) });
}

test('a strategy of the user’s own explores: by its name in the report and the verdicts', async () => {
  const depths: number[] = [];
  const own = defineStrategy({
    name: 'newest-first',
    make: ({ seed, depth }) => {
      depths.push(depth);
      return seed % 2 === 0 ? newest : new RandomWalk(seed);
    },
  });
  const report = await explore(GATES, 'only', { strategy: own, schedulesMax: 100, depth: 2 });
  expect(report.strategy).toBe('newest-first');
  expect(report.executions).toBe(100);
  expect(inWords(report.verdicts)[0]?.how).toContain('100 executions of newest-first over 2 workloads');
  expect(depths).toEqual([2, 2]);
});

test('its facts decide what is planned and said: one that enumerates proves', async () => {
  const facts = { enumerates: true };
  const own = defineStrategy({ name: 'mine', facts, make: () => new PlainExhaustive() });
  const plain = await explore(GATES, 'only', { strategy: 'plain-exhaustive' });
  const ours = await explore(GATES, 'only', { strategy: own });
  expect(inWords(ours.verdicts)).toEqual(inWords(plain.verdicts));
  expect(inWords(ours.verdicts)[0]?.how).toMatch(
    /^exhaustive: all schedules of the workload only, 20 schedules; actors of one process/,
  );
  expect(ours.traceHash).toBe(plain.traceHash);
});

test('one that was left out says so: nothing is proved then', async () => {
  const make = (): Strategy => Object.assign(new PlainExhaustive(), { isIncomplete: 'more than 3 prefixes' });
  const own = defineStrategy({ name: 'mine', facts: { enumerates: true }, make });
  const { verdicts } = await explore(GATES, 'only', { strategy: own });
  expect(inWords(verdicts)[0]).toMatchObject({ verdict: 'unknown', how: 'more than 3 prefixes' });
});

test('one that could not repeat a prefix says so: something decides that no schedule does', async () => {
  const make = (): Strategy => Object.assign(new PlainExhaustive(), { unrepeatable: 'step 2 was another one' });
  const own = defineStrategy({ name: 'mine', facts: { enumerates: true }, make });
  const { verdicts } = await explore(GATES, 'only', { strategy: own });
  expect(inWords(verdicts)[0]?.how).toContain('ERR_UNCONTROLLED_NONDETERMINISM: step 2 was another one');
});

test('a guarantee of its own is in the verdict', async () => {
  const guarantee = ({ stepsMax }: { stepsMax: number }) => ({ shows: `a bug of ${stepsMax} steps`, probability: 0.5 });
  const own = defineStrategy({ name: 'mine', make: () => newest, guarantee });
  const { verdicts } = await explore(GATES, 'only', { strategy: own, schedulesMax: 50 });
  expect(inWords(verdicts)[0]?.how).toContain(
    'of mine over 1 workload, which show a bug of 6 steps with probability at least 50 %',
  );
});

test('runOnce takes a name, a definition or a strategy, and begins and ends it', async () => {
  const called: unknown[] = [];
  const watched: Strategy = {
    begin: () => called.push('begin') > 0,
    choose: (decision: Decision) => {
      called.push(decision.steps);
      return 0;
    },
    end: (steps) => called.push(`end ${steps}`),
  };
  const own = defineStrategy({ name: 'mine', make: () => watched });
  await runOnce(GATES, { strategy: own });
  await runOnce(GATES, { strategy: watched });
  const once = ['begin', 0, 1, 2, 3, 4, 'end 6'];
  expect(called).toEqual([...once, ...once]);
  const hashes: string[] = [];
  for (const seed of [1, 1, 2]) {
    hashes.push((await runOnce(GATES, { strategy: 'random-walk', seed })).run.execution.hash.digest());
  }
  expect(hashes[0]).toBe(hashes[1]);
  expect(hashes[0]).not.toBe(hashes[2]);
});

test('a bad name names the good ones', async () => {
  const message =
    /^ERR_UNKNOWN_STRATEGY: no strategy is named "luck": there are portfolio, random-walk, .*plain-exhaustive\. /;
  await expect(explore(GATES, 'only', { strategy: 'luck' })).rejects.toThrow(message);
  await expect(runOnce(GATES, { strategy: 'luck' })).rejects.toThrow(message);
});

describe.each(['gates', 'seams'] as const)('with control %s', (control) => {
  const scenario = scenarioOf(control);

  test.each<[string, Partial<Strategy>, string]>([
    [
      'too high an index',
      { choose: ({ count }) => count },
      'its choose returned 2 at step 1, where 2 operations are enabled',
    ],
    ['a negative one', { choose: () => -1 }, 'its choose returned -1 at step 1'],
    ['a fraction', { choose: () => 0.5 }, 'its choose returned 0.5 at step 1'],
    ['nothing', { choose: () => undefined as unknown as number }, 'its choose returned undefined at step 1'],
    [
      'an exception in choose',
      {
        choose() {
          throw new TypeError('no priorities');
        },
      },
      'its choose threw TypeError: no priorities',
    ],
    [
      'an exception in end',
      {
        end() {
          throw new TypeError('no end');
        },
      },
      'its end threw TypeError: no end',
    ],
    ['begin without an answer', { begin: () => undefined as unknown as boolean }, 'its begin returned undefined'],
    ['an object', { choose: () => ({}) as unknown as number }, 'its choose returned an object at step 1'],
    ['no method end', { end: undefined as unknown as Strategy['end'] }, 'what it makes has no method end'],
  ])('%s is the strategy’s mistake, in one line', async (_, wrong, why) => {
    const strategy = mine(wrong);
    const attempts = [
      () => explore(scenario, 'only', { strategy, schedulesMax: 10 }),
      () => runOnce(scenario, { strategy }),
    ];
    for (const attempt of attempts) {
      const error = await attempt().then(
        () => null,
        (reason: Error) => reason,
      );
      expect(error?.message).toContain(`ERR_BAD_STRATEGY: strategy mine: ${why}`);
      expect(error?.message).not.toContain('\n');
    }
    // The seams are as they were: the next exploration is like any other.
    const { verdicts } = await explore(scenario, 'only', { schedulesMax: 10 });
    expect(verdicts[0]?.verdict).toBe('holds');
  });
});

test('a strategy that is given to runOnce as it is, or without defineStrategy, is watched too', async () => {
  const wrong: Strategy = { ...newest, choose: () => 9 };
  await expect(runOnce(GATES, { strategy: wrong })).rejects.toThrow(/^ERR_BAD_STRATEGY: strategy given to runOnce: /);
  const { guarantee: _, ...definition } = mine({});
  const plain = { ...definition, make: () => wrong };
  await expect(explore(GATES, 'only', { strategy: plain })).rejects.toThrow(/^ERR_BAD_STRATEGY: strategy mine: /);
});

test.each<[string, unknown, string]>([
  ['no name', { make: () => newest }, 'a strategy: it has no name'],
  ['no make', { name: 'mine' }, 'strategy mine: its make is not a function'],
  ['nothing', null, 'a strategy: it is null'],
  ['what is none', 'pct', 'a strategy: it is pct'],
])('defineStrategy refuses a specification with %s', (_, spec, why) => {
  expect(() => defineStrategy(spec as Parameters<typeof defineStrategy>[0])).toThrow(`ERR_BAD_STRATEGY: ${why}`);
});

test('a guarantee that throws is the strategy’s mistake', async () => {
  const guarantee = () => {
    throw new TypeError('no bound');
  };
  const strategy = defineStrategy({ name: 'mine', make: () => newest, guarantee });
  await expect(explore(GATES, 'only', { strategy, schedulesMax: 10 })).rejects.toThrow(
    'ERR_BAD_STRATEGY: strategy mine: its guarantee threw TypeError: no bound',
  );
});

test('to define a strategy twice changes nothing', async () => {
  const twice = defineStrategy(mine({ end: undefined as unknown as Strategy['end'] }));
  await expect(runOnce(GATES, { strategy: twice })).rejects.toThrow(
    /^ERR_BAD_STRATEGY: strategy mine: what it makes has no method end\./,
  );
});

test('a make that throws is the strategy’s mistake', async () => {
  const strategy = defineStrategy({
    name: 'mine',
    make() {
      throw new TypeError('no seed');
    },
  });
  await expect(runOnce(GATES, { strategy })).rejects.toThrow(
    'ERR_BAD_STRATEGY: strategy mine: its make threw TypeError',
  );
});
