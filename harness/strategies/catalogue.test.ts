import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Actor } from '../engine/operation.ts';
import type { Strategy } from '../engine/strategy.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { runMany } from '../testing/programs/sample.ts';
import { trial } from '../testing/trial.ts';
import { STRATEGIES, strategyOf } from './catalogue.ts';

const EXECUTIONS = 200;
/** Executions of a program in which somebody could be starved. */
const POLLED = 20_000;

/** Two actors of three and four steps that share nothing: 7 over 3 schedules, one trace. */
const INDEPENDENT = scenarioOf((isEnder) => async (actor) => {
  for (let i = 0; i < (isEnder ? 4 : 3); i++) await actor.gate(actor.name);
});
const SCHEDULES = 35;

/** One polls until the other, which is always enabled, has made its one step. */
function polling(): Scenario {
  let isOver = false;
  return scenarioOf((isEnder) => async (actor) => {
    if (!isEnder) isOver = false;
    while (!isEnder && !isOver) await actor.gate('poll');
    if (isEnder) await actor.gate('end');
    if (isEnder) isOver = true;
  });
}

function scenarioOf(body: (isEnder: boolean) => (actor: Actor) => Promise<void>): Scenario {
  return trial(
    (env) => {
      env.actor('a', env.process('p'), body(false), { atOnce: true });
      env.actor('b', env.process('q'), body(true), { atOnce: true });
    },
    { control: 'gates', memory: 'per-process' },
  );
}

/** The choices of some executions, one line each. */
async function choicesOf(strategy: Strategy): Promise<string[]> {
  const all: string[] = [];
  let choices = '';
  const watched: Strategy = {
    seesEveryStep: true,
    begin: () => strategy.begin(),
    choose(decision) {
      const choice = decision.count === 1 && strategy.seesEveryStep !== true ? 0 : strategy.choose(decision);
      choices += choice;
      return choice;
    },
    end(steps) {
      all.push(choices);
      choices = '';
      strategy.end(steps);
    },
    ...(strategy.log === undefined ? {} : { log: strategy.log }),
  };
  await runMany(INDEPENDENT, { implementation: 'only', strategy: watched, executionsMax: 20 });
  return all;
}

test('names are those of files, once each', () => {
  const names = STRATEGIES.map(({ name }) => name);
  expect(names.length).toBeGreaterThanOrEqual(11);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !existsSync(new URL(`${name}.ts`, import.meta.url)))).toEqual([]);
  expect(STRATEGIES.filter(({ says }) => says === '' || says.includes('\n') || says.length > 70)).toEqual([]);
});

test('a name is looked up, a definition is itself', () => {
  for (const strategy of STRATEGIES) {
    expect(strategyOf(strategy.name)).toBe(strategy);
    expect(strategyOf(strategy)).toBe(strategy);
  }
});

describe.each(STRATEGIES)('$name states what is so:', ({ facts, options, make }) => {
  const { enumerates, reduces } = facts;

  test(`enumerates: ${enumerates}, reduces: ${reduces}`, async () => {
    const strategy = make({ seed: 1, depth: 3 });
    const run = { implementation: 'only', strategy, executionsMax: EXECUTIONS };
    const { executions } = await runMany(INDEPENDENT, run);
    expect(executions - (strategy.repeated ?? 0)).toBe(enumerates ? (reduces ? 1 : SCHEDULES) : EXECUTIONS);
  });

  test.runIf(facts.isFair)('it starves nobody: who could end the other’s polling does so', async () => {
    // Unfair, basic-pos would let one in 2,000 run for more than 2,000 steps, and pct every other one for ever.
    const run = { implementation: 'only', strategy: make({ seed: 1, depth: 3 }), executionsMax: POLLED };
    const { executions, steps } = await runMany(polling(), run);
    expect(executions).toBe(POLLED);
    expect(steps).toBeLessThan(2_000);
  });

  test(`depth ${options.includes('depth') ? 'is heeded' : 'changes nothing'}`, async () => {
    const one = await choicesOf(make({ seed: 1, depth: 1 }));
    const four = await choicesOf(make({ seed: 1, depth: 4 }));
    expect(JSON.stringify(one) === JSON.stringify(four)).toBe(!options.includes('depth'));
  });
});
