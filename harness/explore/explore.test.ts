import { generatePrime } from 'node:crypto';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Evidence, Property, Undecided } from '../scenario/property.ts';
import { defineScenario, type Scenario } from '../scenario/scenario.ts';
import { inWords } from '../testing/in-words.ts';
import { trial } from '../testing/trial.ts';
import { explore, jobsInThread, reportOf } from './explore.ts';
import { DEFAULT_OPTIONS } from './explore-options.ts';
import { mergeFindings } from './merge.ts';
import { countJobs, planJob } from './plan.ts';

/** Two actors increment x; `atomic` does it without awaiting in between. */
const counters = defineScenario({
  name: 'counters',
  title: 'two actors increment a counter',
  control: 'gates',
  implementations: {
    torn: { says: 'reads, waits, writes', subject: false },
    atomic: { says: 'reads and writes at once', subject: true },
  },
  examples: { two: { workload: { actors: 2 }, faults: {} } },
  workload: fc.record({ actors: fc.integer({ min: 2, max: 4 }) }),
  faults: fc.constant({}),
  setup(env, isAtomic: boolean, workload: { actors: number }) {
    const state = { x: 0, actors: workload.actors };
    const process = env.process('p');
    for (let i = 0; i < workload.actors; i++) {
      env.actor(`a${i}`, process, async (actor) => {
        await actor.gate('x');
        const read = state.x;
        if (!isAtomic) await actor.gate('x');
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
      says: 'the counter is the number of actors',
      when: 'quiescence',
      judge: (state) => (state.x === state.actors ? undefined : { message: `x is ${state.x} of ${state.actors}` }),
    },
  ],
});

const OWN_TURNS = 'actors of one process in turns of their own (env.together begins them in one)';

test('exhaustive exploration runs every interleaving once: 6!/(3!3!) of two actors of three steps', async () => {
  const report = await explore(counters, 'torn', { strategy: 'exhaustive' });
  expect(report.executions).toBe(20);
  expect(report.verdicts.find((verdict) => verdict.property === 'no-lost-update')?.verdict).toBe('violated');
});

test('exhaustive exploration proves the atomic increment and says within which bounds', async () => {
  const report = await explore(counters, 'atomic', { strategy: 'exhaustive' });
  expect(inWords(report.verdicts).map(({ property, verdict, how }) => ({ property, verdict, how }))).toEqual(
    ['no-lost-update', 'no-deadlock', 'no-unhandled-rejection', 'no-actor-threw'].map((property) => ({
      property,
      verdict: 'holds',
      how: `exhaustive: all schedules of the workload two, 6 traces; ${OWN_TURNS}`,
    })),
  );
});

test('a sampled verdict says how many traces were seen, how many of them once, and what that leaves unseen', async () => {
  const { coverage, verdicts } = await explore(counters, 'atomic', { schedulesMax: 1_000 });
  expect(coverage.traces?.looked).toBe(500);
  expect(coverage.traces?.unseen).toBe((coverage.traces?.once ?? 0) / 500);
  expect(inWords(verdicts)[0]?.how).toMatch(
    /^1,000 executions of portfolio over 11 workloads \(1 example 500, 10 generated 500\); of 500 looked at [\d,]+ traces, [\d,]+ of them once: very roughly [\d.]+ % of further ones would be new; actors of one process in turns of their own/,
  );
});

test('with steps for proofs, the examples and the smallest workloads are explored exhaustively, and the verdict says so', async () => {
  const { coverage, verdicts } = await explore(counters, 'atomic', { schedulesMax: 500, proofStepsMax: 10_000 });
  expect(coverage.exhausted).toMatchObject({ examples: ['two'], generated: 2, upToSize: 1 });
  expect(inWords(verdicts)[0]?.how).toMatch(
    /^exhaustive: all schedules of the workload two, 6 traces; 500 executions of portfolio over/,
  );
});

test('a proof that its steps do not suffice for is not claimed', async () => {
  const { coverage, verdicts } = await explore(counters, 'atomic', { schedulesMax: 500, proofStepsMax: 20 });
  expect(coverage.exhausted.examples).toEqual([]);
  expect(inWords(verdicts)[0]).toMatchObject({ verdict: 'holds', how: expect.stringMatching(/^500 executions/) });
});

test('pct says what its guarantee is worth here', async () => {
  const { verdicts } = await explore(counters, 'atomic', { schedulesMax: 100, strategy: 'pct', depth: 2 });
  expect(inWords(verdicts)[0]?.how).toMatch(
    /which show a bug of depth 2 in a workload \(n = \d, k = \d+\) with probability at least \d+ %/,
  );
});

test('an exhaustive exploration that its budget ends is unknown, not holds', async () => {
  const report = await explore(counters, 'atomic', { strategy: 'exhaustive', schedulesMax: 5 });
  expect(report.verdicts[0]).toMatchObject({ verdict: 'unknown', executions: 5 });
});

test('a bound that executions hit makes every unviolated property unknown', async () => {
  const report = await explore(counters, 'atomic', { schedulesMax: 100, limits: { stepsMax: 3 } });
  expect(inWords(report.verdicts)[0]).toMatchObject({
    verdict: 'unknown',
    how: expect.stringContaining('stepsMax = 3'),
  });
});

test('a counterexample of the random walk shrinks to the smallest workload and at most two departures, none of which can go', async () => {
  const report = await explore(counters, 'torn', { schedulesMax: 500, seed: 7 });
  const counterexample = report.verdicts[0]?.counterexample;
  expect(counterexample?.workload).toEqual({ actors: 2 });
  expect(counterexample?.schedule.length).toBeGreaterThanOrEqual(1);
  expect(counterexample?.schedule.length).toBeLessThanOrEqual(2);
});

test('the same seed gives the same trace hash, another seed another', async () => {
  const run = (seed: number) => explore(counters, 'torn', { schedulesMax: 300, seed });
  const [first, again, other] = [await run(3), await run(3), await run(4)];
  expect(again.traceHash).toBe(first.traceHash);
  expect(again).toEqual(first);
  expect(other.traceHash).not.toBe(first.traceHash);
});

test("in gates mode code that waits for a real timer is 'unknown', not a deadlock", async () => {
  const sleeper = defineScenario({
    name: 'sleeper',
    title: 'waits for something that no gate controls',
    control: 'gates',
    implementations: { only: { says: 'sets a real timer', subject: null } },
    examples: { one: { workload: {}, faults: {} } },
    workload: fc.constant({}),
    faults: fc.constant({}),
    setup(env) {
      env.actor('a', env.process('p'), () => new Promise((resolve) => setTimeout(resolve, 1)));
      return null;
    },
    properties: [],
  });
  const report = await explore(sleeper, 'only', { schedulesMax: 50 });
  expect(report.verdicts[0]).toMatchObject({ property: 'no-deadlock', verdict: 'unknown' });
  expect(inWords(report.verdicts)[0]?.how).toMatch(/ERR_UNCONTROLLED_NONDETERMINISM.+Timeout/);
});

test('the same schedules are sampled with proofs and without: more effort finds no less', () => {
  const sampled = (proofStepsMax: number): unknown[] => {
    const options = { ...DEFAULT_OPTIONS, seed: 3, schedulesMax: 500, proofStepsMax };
    return Array.from({ length: countJobs(1, options) }, (_, index) => planJob(counters, options, index))
      .filter(({ strategy }) => !strategy.facts.enumerates)
      .map(({ index: _, ...job }) => job);
  };
  expect(sampled(100)).toHaveLength(10);
  expect(sampled(100)).toEqual(sampled(0));
});

test('what breaks in every tenth execution, whatever the schedule, is unknown', async () => {
  let made = 0;
  const tenth = defineScenario({
    ...counters,
    name: 'tenth',
    properties: [
      {
        name: 'not-the-tenth',
        kind: 'safety',
        level: 'strict',
        says: 'a variable outside of setup',
        when: 'quiescence',
        judge: () => (++made % 10 === 0 ? { message: 'the tenth' } : undefined),
      },
    ],
  });
  const { verdicts } = await explore(tenth, 'atomic', { seed: 1, schedulesMax: 50 });
  expect(inWords(verdicts)[0]).toMatchObject({
    verdict: 'unknown',
    how: expect.stringMatching(/^ERR_UNCONTROLLED_NONDETERMINISM: found in 50 executions, but/),
    counterexample: null,
  });
});

test('an actor that could never begin is refused, and one declared late begins at once: neither is a deadlock', async () => {
  const impossible = trial((env) => {
    env.actor('a', env.process('p'), () => {}, { atMs: 10, latestMs: 5 });
  });
  await expect(explore(impossible, 'only', { schedulesMax: 5 })).rejects.toThrow('actor a begins in [10, 5] ms');
  const restarted = trial((env) => {
    const p = env.process('p');
    env.actor('killer', p, () => env.actor('restarted', p, () => {}, { latestMs: 50 }), { atMs: 1_000 });
  });
  const { verdicts } = await explore(restarted, 'only', { schedulesMax: 5 });
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['holds', 'holds', 'holds']);
});

test('a bound says what to look for, and an interval that holds no process hits none', async () => {
  const ticking = (isHeld: boolean): ReturnType<typeof trial> =>
    trial((env) => {
      env.actor('a', env.process('p'), () => {
        const interval = setInterval(() => {}, 10);
        if (!isHeld) interval.unref();
      });
    });
  const limits = { stepsMax: 100 };
  const held = await explore(ticking(true), 'only', { schedulesMax: 5, limits });
  expect(inWords(held.verdicts)[0]?.how).toMatch(
    /^3 of 3 executions hit the bound stepsMax = 100: .* never ends, as a setInterval/,
  );
  const unheld = await explore(ticking(false), 'only', { schedulesMax: 5, limits });
  expect(unheld.verdicts[0]?.verdict).toBe('holds');
});

function undecidable(judge: (n: number) => Evidence | Undecided | undefined): Scenario {
  const property = (name: string, of: (n: number) => Evidence | Undecided | undefined): Property<{ n: number }> => ({
    name,
    kind: 'safety',
    level: 'strict',
    says: 'a claim about how many gates were passed',
    when: 'quiescence',
    judge: ({ n }) => of(n),
  });
  const properties = [
    property('open', judge),
    property('sure', () => undefined),
    property('broken', () => ({ message: 'no' })),
  ];
  return trial(
    (env) => {
      const state = { n: 0 };
      const process = env.process('p');
      for (const name of ['a', 'b']) {
        env.actor(name, process, async (actor) => {
          await actor.gate('x');
          state.n = name === 'a' ? 2 * state.n : state.n + 1;
        });
      }
      return state;
    },
    { control: 'gates', properties: properties as unknown as Property<unknown>[] },
  );
}

test('a property that cannot decide gives one unknown verdict with its reason, and all others are there', async () => {
  const tooMany = { unknown: 'there are too many contents to judge' };
  const report = await explore(
    undecidable((n) => (n === 2 ? tooMany : undefined)),
    'only',
    { schedulesMax: 100 },
  );
  const [open, sure, broken, ...engine] = inWords(report.verdicts);
  expect(open?.verdict).toBe('unknown');
  expect(open?.how).toMatch(
    /^the property could not decide \d+ of 100 executions: there are too many contents to judge$/,
  );
  expect(report.verdicts[0]?.how).toMatchObject({ kind: 'undecided', executions: 100 });
  expect([sure?.verdict, broken?.verdict]).toEqual(['holds', 'violated']);
  expect(engine.map(({ verdict }) => verdict)).toEqual(['holds', 'holds', 'holds']);
});

test('what one execution breaks is violated, whatever could not be decided in others', async () => {
  const judge = (n: number): Evidence | Undecided => (n === 2 ? { unknown: 'who knows' } : { message: 'broken' });
  const { verdicts } = await explore(undecidable(judge), 'only', { schedulesMax: 100 });
  expect(verdicts[0]).toMatchObject({ verdict: 'violated', counterexample: { message: 'broken' } });
});

test('a proof of code that draws randomness says that it is under one draw', async () => {
  const drawing = (body: () => number): Scenario => trial((env) => void env.actor('a', env.process('p'), body));
  const howOf = async (scenario: Scenario): Promise<string> => {
    const { verdicts } = await explore(scenario, 'only', { strategy: 'exhaustive' });
    return inWords(verdicts)[0]?.how ?? '';
  };
  expect(await howOf(drawing(() => Math.random()))).toMatch(/^exhaustive: .*; under one draw of randomness$/);
  expect(await howOf(drawing(() => 4))).not.toContain('draw');
});

test('an exhaustive exploration whose time ran out before all jobs were begun holds nothing, and names the time', async () => {
  const options = { ...DEFAULT_OPTIONS, strategy: 'exhaustive' as const };
  const done = await jobsInThread(counters, 'atomic', options)(0);
  expect(done.isExhausted).toBe(true);
  const interruption = { kind: 'time' as const, seconds: 1 };
  for (const timeIsTheGoal of [true, false]) {
    const context = { jobsPlanned: 3_000, interruption, timeIsTheGoal, attemptsMax: 0 };
    const { verdicts } = await reportOf(counters, 'atomic', options, mergeFindings([done]), context);
    expect(inWords(verdicts).map(({ verdict, how }) => `${verdict}: ${how}`)).toEqual(
      verdicts.map(() => 'unknown: the time budget of 1 s ran out after 1 of 3000 jobs'),
    );
  }
});

test('what only breaks because of what earlier executions left is unknown', async () => {
  let executions = 0;
  const keeping = trial(
    (env) => {
      const nth = ++executions;
      env.actor('a', env.process('p'), () => {});
      return nth;
    },
    {
      properties: [
        {
          name: 'fresh',
          kind: 'safety',
          level: 'strict',
          says: 'the module was not used often',
          when: 'quiescence',
          judge: (nth) => ((nth as number) > 120 ? { message: 'it was' } : undefined),
        },
      ],
    },
  );
  const { verdicts } = await explore(keeping, 'only', { seed: 1, schedulesMax: 300 });
  expect(inWords(verdicts)[0]).toMatchObject({
    verdict: 'unknown',
    how: expect.stringMatching(/^ERR_UNCONTROLLED_NONDETERMINISM: .*a module-level variable/),
    counterexample: null,
  });
});

test('who waits for something real that is allowed is no deadlock: nobody knows', async () => {
  const waiting = (body: () => unknown): Scenario =>
    trial((env) => void env.actor('a', env.process('p'), body), { allow: ['RANDOMPRIMEREQUEST'] });
  const deadlockOf = async (body: () => unknown): Promise<{ verdict: string; how: string } | undefined> => {
    const { verdicts } = await explore(waiting(body), 'only', { seed: 1, schedulesMax: 3 });
    return inWords(verdicts).find(({ property }) => property === 'no-deadlock');
  };
  expect(await deadlockOf(() => promisify(generatePrime)(32))).toMatchObject({
    verdict: 'unknown',
    how: expect.stringMatching(
      /^ERR_UNCONTROLLED_NONDETERMINISM: step 1, a: RANDOMPRIMEREQUEST, which is allowed, but nothing else could run/,
    ),
  });
  // Not waited for, it is harmless, as the scenario says.
  expect(await deadlockOf(() => generatePrime(32, () => {}))).toMatchObject({ verdict: 'holds' });
});
