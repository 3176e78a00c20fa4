import { describe, expect, test } from 'vitest';
import type { Strategy } from '../engine/strategy.ts';
import { LARGE_PROGRAMS } from '../testing/programs/large-programs.ts';
import { programScenario } from '../testing/programs/program-scenario.ts';
import { PROGRAMS } from '../testing/programs/programs.ts';
import { runMany } from '../testing/programs/sample.ts';
import { Portfolio } from './portfolio.ts';

const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);
const EXECUTIONS_MAX = 1_000;
/** Executions of one sampled job of an exploration, which begins with a portfolio that has learned nothing. */
const A_JOB = 50;

describe.each([...PROGRAMS, ...LARGE_PROGRAMS])('$name', (program) => {
  const scenario = programScenario(program);

  /** Seeds for which `executionsMax` executions, begun anew every `each`, find nothing. */
  async function missed(each: number): Promise<number[]> {
    const missed: number[] = [];
    for (const seed of SEEDS) {
      let found = false;
      for (let done = 0; !found && done < EXECUTIONS_MAX; done += each) {
        const strategy = new Portfolio(seed * EXECUTIONS_MAX + done);
        const options = { implementation: 'gated', executionsMax: each, stopsAtBug: true };
        found = (await runMany(scenario, { ...options, strategy })).buggy > 0;
      }
      if (!found) missed.push(seed);
    }
    return missed;
  }

  test(`finds the bug within ${EXECUTIONS_MAX} executions under each of 20 seeds`, async () => {
    expect(await missed(EXECUTIONS_MAX)).toEqual([]);
  });

  test(`and if it forgets everything every ${A_JOB} executions`, async () => {
    expect(await missed(A_JOB)).toEqual([]);
  });
});

test('finds nothing in the negative controls', async () => {
  for (const program of PROGRAMS.filter(({ figures }) => figures.preemptions > 0)) {
    const strategy = new Portfolio(1);
    const scenario = programScenario(program);
    const tally = await runMany(scenario, { implementation: 'atomic', strategy, executionsMax: 500 });
    expect([program.name, tally.buggy]).toEqual([program.name, 0]);
  }
});

/** The choices of `executions` executions of a program. */
async function choicesOf(strategy: Strategy, executions: number): Promise<number[][]> {
  const all: number[][] = [];
  const watched: Strategy = {
    seesEveryStep: true,
    begin() {
      all.push([]);
      return strategy.begin();
    },
    choose(decision) {
      if (decision.count === 1 && strategy.seesEveryStep !== true) return 0;
      const choice = strategy.choose(decision);
      all.at(-1)?.push(choice);
      return choice;
    },
    end: (steps) => strategy.end(steps),
  };
  const scenario = programScenario(LARGE_PROGRAMS[0] as (typeof LARGE_PROGRAMS)[number]);
  await runMany(scenario, { implementation: 'gated', strategy: watched, executionsMax: executions });
  return all;
}

test('one seed, one exploration; another seed, another', async () => {
  const choices = await choicesOf(new Portfolio(1), 100);
  expect(await choicesOf(new Portfolio(1), 100)).toEqual(choices);
  expect(await choicesOf(new Portfolio(2), 100)).not.toEqual(choices);
});
