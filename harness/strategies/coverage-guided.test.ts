import { describe, expect, test } from 'vitest';
import type { Strategy } from '../engine/strategy.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Program, read, write } from '../testing/programs/program.ts';
import { programScenario } from '../testing/programs/program-scenario.ts';
import { PROGRAMS } from '../testing/programs/programs.ts';
import { runMany } from '../testing/programs/sample.ts';
import { trial } from '../testing/trial.ts';
import { CoverageGuided } from './coverage-guided.ts';
import { Pos } from './pos.ts';
import { RandomWalk } from './random-walk.ts';

const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);
const EXECUTIONS_MAX = 1_000;
/** The most that a program of the table may take, for any of the seeds: the rarest bug has one walk in 32. */
const FOUND_WITHIN = 150;

/** For each seed, the executions to the first bug; EXECUTIONS_MAX + 1 if there was none. */
async function toFirstBug(scenario: Scenario, make: (seed: number) => Strategy): Promise<number[]> {
  const found: number[] = [];
  for (const seed of SEEDS) {
    const options = { implementation: 'gated', executionsMax: EXECUTIONS_MAX, stopsAtBug: true };
    const { buggy, executions } = await runMany(scenario, { ...options, strategy: make(seed) });
    found.push(buggy > 0 ? executions : EXECUTIONS_MAX + 1);
  }
  return found;
}

describe.each(PROGRAMS)('$name', (program) => {
  const scenario = programScenario(program);

  test(`finds the bug within ${FOUND_WITHIN} executions under each of 20 seeds`, async () => {
    const found = await toFirstBug(scenario, (seed) => new CoverageGuided(seed));
    expect(Math.max(...found)).toBeLessThanOrEqual(FOUND_WITHIN);
  });

  test.skipIf(program.figures.preemptions === 0)('finds nothing in its negative control', async () => {
    const strategy = new CoverageGuided(1);
    const tally = await runMany(scenario, { implementation: 'atomic', strategy, executionsMax: EXECUTIONS_MAX });
    expect(tally.buggy).toBe(0);
  });
});

/** A reader goes on only if the writer wrote between its two looks; the bug lies behind the last of these windows. */
function staircase(windows: number): Omit<Program, 'figures'> {
  return {
    name: `staircase-${windows}`,
    title: `${windows} windows that must be hit one after the other`,
    threads(fail) {
      let x = 0;
      return {
        *writer() {
          for (let i = 0; i < 2 * windows; i++) {
            yield write('x');
            x++;
          }
        },
        *reader() {
          for (let i = 0; i < windows; i++) {
            yield read('x');
            const seen = x;
            yield read('x');
            if (x === seen) return;
          }
          fail('every window was hit');
        },
      };
    },
  };
}

test('behind ten windows in a row it finds the bug at least three times as often as random walk or partial-order sampling', async () => {
  const scenario = programScenario(staircase(10));
  const hits = async (make: (seed: number) => Strategy): Promise<number> =>
    (await toFirstBug(scenario, make)).filter((executions) => executions <= EXECUTIONS_MAX).length;
  const guided = await hits((seed) => new CoverageGuided(seed));
  expect(guided).toBeGreaterThanOrEqual(3);
  expect(guided).toBeGreaterThanOrEqual(3 * (await hits((seed) => new RandomWalk(seed))));
  expect(guided).toBeGreaterThanOrEqual(3 * (await hits((seed) => new Pos(seed))));
});

/** SCTBench reorder, narrowed: only a checker that sees the new a and the old b has found the bug. */
function tornRead(setters: number): Omit<Program, 'figures'> {
  return {
    name: `torn-${setters + 1}`,
    title: `${setters} setters write a = 1, then b = -1; a checker must not see the one without the other`,
    threads(fail) {
      let [a, b] = [0, 0];
      const setter = function* () {
        yield write('a');
        a = 1;
        yield write('b');
        b = -1;
      };
      return {
        ...Object.fromEntries(Array.from({ length: setters }, (_, i) => [`setter-${i}`, setter])),
        *checker() {
          yield read('a');
          const seen = a;
          yield read('b');
          if (seen === 1 && b === 0) fail('a without b');
        },
      };
    },
  };
}

test('a read torn between 19 setters takes it fewer executions than random walk, on average over 20 seeds', async () => {
  const scenario = programScenario(tornRead(19));
  const mean = async (make: (seed: number) => Strategy): Promise<number> =>
    (await toFirstBug(scenario, make)).reduce((sum, executions) => sum + executions, 0) / SEEDS.length;
  expect(await mean((seed) => new CoverageGuided(seed))).toBeLessThan(await mean((seed) => new RandomWalk(seed)));
});

test('one seed, one exploration: the same choices in every run', async () => {
  const scenario = programScenario(staircase(3));
  const choices = async (): Promise<number[]> => {
    const strategy = new CoverageGuided(7);
    const taken: number[] = [];
    const watched: Strategy = {
      seesEveryStep: true,
      begin: () => strategy.begin(),
      choose(decision) {
        const choice = strategy.choose(decision);
        taken.push(choice);
        return choice;
      },
      end: () => strategy.end(),
    };
    await runMany(scenario, { implementation: 'gated', strategy: watched, executionsMax: 200 });
    return taken;
  };
  expect(await choices()).toEqual(await choices());
});

test('starves nobody, though every turn more of a poller is something new: executions do not grow without end', async () => {
  const scenario = trial(
    (env) => {
      let isOver = false;
      env.actor('poller', env.process('p'), async (actor) => {
        while (!isOver) await actor.gate('flag', 'reads');
      });
      env.actor('ender', env.process('q'), async (actor) => {
        await actor.gate('flag');
        isOver = true;
      });
    },
    { control: 'gates' },
  );
  const options = { implementation: 'only', strategy: new CoverageGuided(1), executionsMax: 10_000 };
  const tally = await runMany(scenario, options);
  expect(tally.executions).toBe(10_000);
  // An operation that 500 later ones have overtaken runs: twice, for the beginning of an actor and for its write.
  expect(tally.steps).toBeLessThan(1_100);
});
