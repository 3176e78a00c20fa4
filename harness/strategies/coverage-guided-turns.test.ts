import { afterEach, expect, test, vi } from 'vitest';
import type { Actor } from '../engine/operation.ts';
import type { Strategy } from '../engine/strategy.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { runMany } from '../testing/programs/sample.ts';
import { trialOf } from '../testing/trial.ts';
import { CoverageGuided, near } from './coverage-guided.ts';
import { Mutant } from './greybox/mutant.ts';
import { type KeptSchedule, ScheduleCorpus } from './greybox/schedule-corpus.ts';
import { Pos } from './pos.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const body = async (actor: Actor): Promise<void> => {
  await actor.gate('x');
  await actor.gate('x');
};
const racing = trialOf({ a: body, b: body }, { control: 'gates' });

const execute = (strategy: Strategy, scenario: Scenario, executionsMax: number): Promise<unknown> =>
  runMany(scenario, { implementation: 'only', strategy, executionsMax });

/** What chose the steps of each execution: partial-order sampling, a mutant, or neither. */
async function turnsOf(strategy: Strategy, executions: number): Promise<string[]> {
  const sampling = vi.spyOn(Pos.prototype, 'choose');
  const mutating = vi.spyOn(Mutant.prototype, 'took');
  const turns: string[] = [];
  for (let i = 0; i < executions; i++) {
    await execute(strategy, racing, 1);
    const chose = { sampling: sampling.mock.calls.length > 0, mutant: mutating.mock.calls.length > 0 };
    turns.push(
      Object.keys(chose)
        .filter((name) => chose[name as keyof typeof chose])
        .join(' and '),
    );
    sampling.mockClear();
    mutating.mockClear();
  }
  return turns;
}

test('sixteen executions are sampled, then mutants have turns too, each a whole execution', async () => {
  const turns = await turnsOf(new CoverageGuided(1), 60);
  expect(new Set(turns.slice(0, 16))).toEqual(new Set(['sampling']));
  expect(new Set(turns.slice(16))).toEqual(new Set(['sampling', 'mutant']));
});

test('near a schedule the first execution is that one, and mutants come at once', async () => {
  const [first, ...others] = await turnsOf(near([]).make({ seed: 1, depth: 1 }), 16);
  expect(first).toBe('');
  expect(new Set(others)).toEqual(new Set(['sampling', 'mutant']));
});

test('kept is each schedule that had a new pair of steps that conflict, as it was', async () => {
  const kept: { schedule: KeptSchedule; order: readonly number[]; races: readonly number[] }[] = [];
  const add = ScheduleCorpus.prototype.add;
  vi.spyOn(ScheduleCorpus.prototype, 'add').mockImplementation(function (this: ScheduleCorpus, schedule) {
    kept.push({ schedule, order: [...schedule.order], races: [...schedule.races] });
    add.call(this, schedule);
  });
  await execute(new CoverageGuided(1), racing, 200);
  // Of the four steps on x: each of a's before each of b's or after it, next to each other or not.
  expect(kept.length).toBeGreaterThan(1);
  expect(kept.length).toBeLessThanOrEqual(6);
  for (const { schedule, order, races } of kept) {
    expect(order).toHaveLength(6);
    expect(races.length).toBeGreaterThan(0);
    expect(schedule).toMatchObject({ order, races });
  }
  kept.length = 0;
  const apart = trialOf({ a: (actor) => actor.gate('x'), b: (actor) => actor.gate('y') }, { control: 'gates' });
  await execute(new CoverageGuided(1), apart, 20);
  // The first one: who comes first on each resource.
  expect(kept).toHaveLength(1);
});
