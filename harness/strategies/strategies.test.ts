import { describe, expect, test } from 'vitest';
import type { Actor } from '../engine/operation.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { programScenario } from '../testing/programs/program-scenario.ts';
import { PROGRAMS } from '../testing/programs/programs.ts';
import { runMany } from '../testing/programs/sample.ts';
import { trial } from '../testing/trial.ts';
import { Pct } from './pct.ts';
import { PlainExhaustive } from './plain-exhaustive.ts';
import { Pos } from './pos.ts';
import { PreemptionBounding } from './preemption-bounding.ts';

/** Two actors that share nothing, of `a` and `b` steps. */
function independent(a: number, b: number): Scenario {
  const body = (steps: number) => async (actor: Actor) => {
    for (let i = 0; i < steps; i++) await actor.gate(actor.name);
  };
  return trial(
    (env) => {
      env.actor('a', env.process('p'), body(a), { atOnce: true });
      env.actor('b', env.process('q'), body(b), { atOnce: true });
    },
    { control: 'gates' },
  );
}

/** Schedules of each round of preemption bounding, by their number of preemptions. */
async function rounds(scenario: Scenario, implementation: string): Promise<number[]> {
  const strategy = new PreemptionBounding();
  const counts: number[] = [];
  const counting = {
    begin() {
      if (!strategy.begin()) return false;
      counts[strategy.preemptions] = (counts[strategy.preemptions] ?? 0) + 1;
      return true;
    },
    choose: strategy.choose.bind(strategy),
    end() {},
  };
  await runMany(scenario, { implementation, strategy: counting, executionsMax: 1_000_000 });
  return counts;
}

/** Schedules of two independent threads with exactly p preemptions: compositions of both into alternating blocks. */
function withPreemptions(a: number, b: number, p: number): number {
  const blocks = p + 2;
  const i = Math.floor(blocks / 2);
  if (blocks % 2 === 0) return 2 * choose(a - 1, i - 1) * choose(b - 1, i - 1);
  return choose(a - 1, i) * choose(b - 1, i - 1) + choose(a - 1, i - 1) * choose(b - 1, i);
}

function choose(n: number, k: number): number {
  if (k < 0 || k > n) return 0;
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return Math.round(result);
}

describe('preemption-bounding', () => {
  test.each([
    [4, 4],
    [5, 3],
    [1, 6],
  ])(
    'two independent threads of %i and %i steps: as many schedules with p preemptions as combinatorics says',
    async (a, b) => {
      const counts = await rounds(independent(a, b), 'only');
      expect(counts).toEqual(counts.map((_, p) => withPreemptions(a, b, p)));
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(choose(a + b, a));
      if (a === 4 && b === 4) expect(counts).toEqual([2, 6, 18, 18, 18, 6, 2]);
    },
  );

  test.each(PROGRAMS.map((program) => [program.name, program] as const))(
    '%s: finds the bug with the fewest preemptions first, and every schedule once',
    async (_, program) => {
      const { figures } = program;
      const scenario = programScenario(program);
      const strategy = new PreemptionBounding();
      let fewest = -1;
      for (let executions = 1; fewest < 0 && executions <= 100_000; executions *= 2) {
        const probe = new PreemptionBounding();
        const tally = await runMany(scenario, { implementation: 'gated', strategy: probe, executionsMax: executions });
        if (tally.buggy > 0) fewest = await roundOfFirst(scenario, executions);
      }
      expect(fewest).toBe(figures.preemptions);
      const all = await runMany(scenario, { implementation: 'gated', strategy, executionsMax: 200_000 });
      expect([all.buggy, all.executions]).toEqual(figures.interleavings);
      expect(strategy.isIncomplete).toBeNull();
    },
  );
});

/** Preemptions of the first buggy schedule among the first `executionsMax`. */
async function roundOfFirst(scenario: Scenario, executionsMax: number): Promise<number> {
  let low = 0;
  let high = executionsMax;
  let preemptions = -1;
  while (low + 1 < high || preemptions < 0) {
    const middle = preemptions < 0 ? high : Math.floor((low + high) / 2);
    const strategy = new PreemptionBounding();
    const tally = await runMany(scenario, { implementation: 'gated', strategy, executionsMax: middle });
    if (tally.buggy > 0) {
      high = middle;
      preemptions = strategy.preemptions;
    } else low = middle;
  }
  return preemptions;
}

const RUNS = 4_000;

describe('pct', () => {
  test.each(PROGRAMS.map((program) => [program.name, program] as const))(
    '%s: finds the bug at least as often as its bound says',
    async (_, program) => {
      const { threads, steps, preemptions } = program.figures;
      // A preemption is one ordering constraint more than none; the token ring needs two constraints and no preemption.
      const depth = Math.max(2, preemptions + 1);
      const scenario = programScenario(program);
      const strategy = new Pct(1, depth);
      const tally = await runMany(scenario, { implementation: 'gated', strategy, executionsMax: RUNS });
      const bound = 1 / (threads * steps ** (depth - 1));
      // Three standard deviations of a binomial below the bound itself.
      const least = RUNS * bound - 3 * Math.sqrt(RUNS * bound * (1 - bound));
      expect(tally.buggy, `${tally.buggy} of ${RUNS}, bound ${bound}`).toBeGreaterThanOrEqual(least);
    },
  );

  test('depth 1 preempts nobody: it shows no bug that needs a preemption', async () => {
    for (const program of PROGRAMS.filter(({ figures }) => figures.preemptions > 0)) {
      const strategy = new Pct(1, 1);
      const tally = await runMany(programScenario(program), { implementation: 'gated', strategy, executionsMax: 500 });
      expect([program.name, tally.buggy]).toEqual([program.name, 0]);
    }
  });
});

describe('pos', () => {
  test.each(PROGRAMS.map((program) => [program.name, program] as const))(
    '%s: finds the bug, and none in its negative control',
    async (_, program) => {
      const scenario = programScenario(program);
      const run = (implementation: string) =>
        runMany(scenario, { implementation, strategy: new Pos(1), executionsMax: RUNS });
      expect((await run('gated')).buggy).toBeGreaterThan(0);
      if (program.figures.preemptions > 0) expect((await run('atomic')).buggy).toBe(0);
    },
  );

  test('an actor with 20 steps of its own before a race wins it in one of 22 executions, where a walk gives it 2^-21', async () => {
    let longWins = 0;
    const scenario = trial(
      (env) => {
        let isWritten = false;
        const write = async (actor: Actor, steps: number): Promise<void> => {
          for (let i = 0; i < steps; i++) await actor.gate(`own ${actor.name}`);
          await actor.gate('x');
          if (!isWritten && actor.name === 'long') longWins++;
          isWritten = true;
        };
        env.actor('short', env.process('p'), (actor) => write(actor, 0), { atOnce: true });
        env.actor('long', env.process('q'), (actor) => write(actor, 20), { atOnce: true });
      },
      { control: 'gates' },
    );
    await runMany(scenario, { implementation: 'only', strategy: new Pos(1), executionsMax: RUNS });
    // The short actor's one priority must be below 21 others: 1 / 22, four standard deviations either way.
    const expected = RUNS / 22;
    expect(Math.abs(longWins - expected)).toBeLessThan(4 * Math.sqrt(expected));
  });
});

test('all strategies together: the exhaustive one visits as many schedules as preemption bounding', async () => {
  const scenario = independent(3, 4);
  const [plain, bounded] = [new PlainExhaustive(), new PreemptionBounding()].map((strategy) =>
    runMany(scenario, { implementation: 'only', strategy, executionsMax: 1_000 }),
  );
  expect((await plain)?.executions).toBe(35);
  expect((await bounded)?.executions).toBe(35);
});
