import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Actor } from '../engine/operation.ts';
import type { Decision, Strategy } from '../engine/strategy.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { programScenario } from '../testing/programs/program-scenario.ts';
import { PROGRAMS } from '../testing/programs/programs.ts';
import { runMany } from '../testing/programs/sample.ts';
import { trial } from '../testing/trial.ts';
import { PlainExhaustive } from './plain-exhaustive.ts';
import { Urw } from './urw.ts';

/** Executions from which the walk learns before it is measured; reorder-5, with 2,000 states and 93,968 interleavings, needs more. */
const LEARNING = 1_000;
const LEARNING_LONG = 10_000;
const RUNS = 8_000;
/** Up to so many interleavings, each has to have its share; beyond, buggy ones together. */
const CELLS_MAX = 300;
/** Chi-squared with one degree of freedom, p = 0.001. */
const CHI_SQUARED_MAX = 10.83;

/** Chi-squared at p = 0.001 for `freedom` degrees (Wilson and Hilferty 1931). */
function chiSquaredMax(freedom: number): number {
  const ninth = 2 / (9 * freedom);
  return freedom * (1 - ninth + 3.0902 * Math.sqrt(ninth)) ** 3;
}

/** Counts the schedules that a strategy makes. */
function counting(strategy: Strategy, counts: Map<string, number>): Strategy {
  let schedule = '';
  return {
    seesEveryStep: true,
    begin() {
      schedule = '';
      return strategy.begin();
    },
    choose(decision: Decision) {
      const choice = strategy.choose(decision);
      if (decision.count > 1) schedule += String.fromCharCode(choice);
      return choice;
    },
    end(steps: number) {
      counts.set(schedule, (counts.get(schedule) ?? 0) + 1);
      strategy.end(steps);
    },
  };
}

describe.each(PROGRAMS)('$name', (program) => {
  const scenario = programScenario(program);
  const [buggy, all] = program.figures.interleavings;

  const learning = all > CELLS_MAX ? LEARNING_LONG : LEARNING;

  test(`after ${learning} executions to learn from, ${RUNS} are uniform over the ${all} interleavings`, async () => {
    const strategy = new Urw(20_250_330);
    await runMany(scenario, { implementation: 'gated', strategy, executionsMax: learning });
    const counts = new Map<string, number>();
    const watched = counting(strategy, counts);
    const tally = await runMany(scenario, { implementation: 'gated', strategy: watched, executionsMax: RUNS });
    const expected = (RUNS * buggy) / all;
    const chiSquared = (tally.buggy - expected) ** 2 / expected + (tally.buggy - expected) ** 2 / (RUNS - expected);
    expect(chiSquared, `${tally.buggy} found, ${expected} expected`).toBeLessThan(CHI_SQUARED_MAX);
    if (all > CELLS_MAX) return;
    expect(strategy.interleavings).toBe(all);
    expect(counts.size).toBe(all);
    const each = RUNS / all;
    let sum = 0;
    for (const count of counts.values()) sum += (count - each) ** 2 / each;
    expect(sum).toBeLessThan(chiSquaredMax(all - 1));
  });
});

/** A read, a write, or a read after an odd value. One that hides says that it touches what nobody else does. */
type Instruction = { readonly kind: 'read' | 'write' | 'if odd'; readonly variable: number; readonly hides: boolean };

const instruction: fc.Arbitrary<Instruction> = fc.record({
  kind: fc.constantFrom('read', 'write', 'if odd'),
  variable: fc.nat({ max: 1 }),
  hides: fc.constantFrom(false, false, false, true),
});

function programOf(bodies: readonly (readonly Instruction[])[]): Scenario {
  return trial(
    (env) => {
      const memory = [0, 1];
      const run = async (actor: Actor, body: readonly Instruction[], thread: number): Promise<void> => {
        let register = thread;
        for (const { kind, variable, hides } of body) {
          const odd = (register & 1) === 1;
          if (kind === 'if odd' && !odd) continue;
          await actor.gate(hides ? `own ${thread}` : `v${variable}`, kind === 'write' ? 'writes' : 'reads');
          if (kind === 'write') memory[variable] = register + thread + 1;
          else register += memory[variable] ?? 0;
        }
      };
      for (const [i, body] of bodies.entries()) {
        env.actor(`t${i}`, env.process(`p${i}`), (actor) => run(actor, body, i), { atOnce: true });
      }
    },
    { control: 'gates' },
  );
}

test('what it knows of random programs with branches, some of which hide what they touch, is what plain enumeration finds', async () => {
  const bodies = fc.array(fc.array(instruction, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 3 });
  const wrong: string[] = [];
  let [known, compared] = [0, 0];
  for (const program of fc.sample(bodies, { numRuns: 150, seed: 20_250_330 })) {
    const scenario = programOf(program);
    const plain = new PlainExhaustive();
    const { executions } = await runMany(scenario, { implementation: 'only', strategy: plain, executionsMax: 500 });
    if (executions === 500) continue;
    compared++;
    const strategy = new Urw(1);
    await runMany(scenario, { implementation: 'only', strategy, executionsMax: 20 * executions });
    if (strategy.interleavings === null) continue;
    known++;
    if (strategy.interleavings !== executions) {
      wrong.push(`${strategy.interleavings} of ${executions}: ${JSON.stringify(program)}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(compared).toBeGreaterThan(100);
  expect(known).toBeGreaterThan(0.9 * compared);
});

test('an actor with three operations at once and one with a chain of three: all 120 orders, equally often', async () => {
  const scenario = trial(
    (env) => {
      env.actor('wide', env.process('p'), (actor) => Promise.all(['a', 'b', 'c'].map((name) => actor.gate(name))), {
        atOnce: true,
      });
      env.actor('chain', env.process('q'), (actor) => chain(actor), { atOnce: true });
    },
    { control: 'gates' },
  );
  const chain = async (actor: Actor): Promise<void> => {
    for (let i = 0; i < 3; i++) await actor.gate('x');
  };
  const strategy = new Urw(1);
  await runMany(scenario, { implementation: 'only', strategy, executionsMax: 500 });
  // 6! orders of six steps, of which one in 3! keeps the chain.
  expect(strategy.interleavings).toBe(120);
  const counts = new Map<string, number>();
  await runMany(scenario, { implementation: 'only', strategy: counting(strategy, counts), executionsMax: RUNS });
  expect(counts.size).toBe(120);
  const each = RUNS / 120;
  expect([...counts.values()].reduce((sum, count) => sum + (count - each) ** 2 / each, 0)).toBeLessThan(
    chiSquaredMax(119),
  );
});
