import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defineScenario, type Scenario } from '../scenario/scenario.ts';
import { DEFAULT_OPTIONS, PROVER } from './explore-options.ts';
import { GENERATED } from './generated-inputs.ts';
import { countJobs, planJob } from './plan.ts';

function scenarioOf(examples: number): Scenario {
  return defineScenario({
    name: 'many',
    title: 'examples',
    control: 'gates',
    implementations: { only: { says: 'does nothing', subject: null } },
    examples: Object.fromEntries(Array.from({ length: examples }, (_, i) => [`e${i}`, { workload: i, faults: null }])),
    workload: fc.integer(),
    faults: fc.constant(null),
    setup: () => null,
    properties: [],
  });
}

/** Where the executions of a plan go, in its order. */
function planned(examples: number, schedulesMax: number): { origin: string; executionsMax: number }[] {
  const scenario = scenarioOf(examples);
  const options = { ...DEFAULT_OPTIONS, schedulesMax };
  return Array.from({ length: countJobs(examples, options) }, (_, index) => planJob(scenario, options, index));
}

test('whatever the numbers are, the jobs make exactly the executions that were asked for, and none is empty', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 5_000 }), (examples, schedulesMax) => {
      const sizes = planned(examples, schedulesMax).map(({ executionsMax }) => executionsMax);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(schedulesMax);
      expect(Math.min(...sizes)).toBeGreaterThan(0);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(50);
    }),
  );
});

test('every example has a turn before any has a second, however few executions there are', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 0, max: 3_000 }), (examples, more) => {
      const origins = planned(examples, examples + more).map(({ origin }) => origin);
      expect(new Set(origins.slice(0, examples)).size).toBe(examples);
      expect(origins.slice(0, examples)).not.toContain(GENERATED);
    }),
  );
});

test('the sixteenth of sixteen examples is met within a hundred executions; with 2,000 each has fifty and more', () => {
  const jobs = planned(16, 2_000);
  const until = jobs.slice(
    0,
    jobs.findIndex(({ origin }) => origin === 'e15'),
  );
  expect(until.reduce((sum, { executionsMax }) => sum + executionsMax, 0)).toBe(90);
  const of = (name: string): number =>
    jobs.filter(({ origin }) => origin === name).reduce((sum, { executionsMax }) => sum + executionsMax, 0);
  for (let i = 0; i < 16; i++) expect(of(`e${i}`)).toBeGreaterThanOrEqual(50);
  expect(of(GENERATED)).toBe(600);
});

test('proofs come once each example has had its turns, or all there are if they are fewer', () => {
  const kinds = (schedulesMax: number): string => {
    const options = { ...DEFAULT_OPTIONS, schedulesMax, proofStepsMax: 100, smallWorkloads: 2 };
    const jobs = Array.from({ length: countJobs(3, options) }, (_, index) => planJob(scenarioOf(3), options, index));
    return jobs.map(({ strategy }) => (strategy === PROVER ? 'p' : 's')).join('');
  };
  expect(kinds(2)).toBe('ssppppp');
  expect(kinds(250)).toBe('sssssspppppss');
});
