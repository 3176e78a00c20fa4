import { expect, test } from 'vitest';
import type { Cost } from '../scenario/cost.ts';
import type { Env } from '../scenario/env.ts';
import { CostMeter, costFigures, mergeSamples } from './cost-meter.ts';

const cost: Cost<unknown> = {
  name: 'latency',
  unit: 'ms',
  says: 'how long',
  figures: ['mean', 'p50', 'p99', 'max'],
  measure: (state) => state as number[],
};
const env = null as unknown as Env;

function meterOf(...executions: number[][]): CostMeter {
  const meter = new CostMeter([cost]);
  for (const samples of executions) meter.measure(samples, env);
  return meter;
}

test('figures over merged jobs are those of all samples together, percentiles by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
  const samples = mergeSamples([meterOf(hundred.slice(0, 30), []).samples(), meterOf(hundred.slice(30)).samples()]);
  expect(costFigures([cost], samples).map(({ metric, value }) => [metric, value])).toEqual([
    ['latency mean', 50.5],
    ['latency p50', 50],
    ['latency p99', 99],
    ['latency max', 100],
  ]);
});

test('a cost of which no execution said anything has no value', () => {
  expect(costFigures([cost], meterOf([]).samples()).every(({ value }) => value === null)).toBe(true);
});

test('a cost is no loss unless it says so', () => {
  const cost = { name: 'latency', unit: 'ms', figures: ['max'], says: 'how long' } as const;
  const figures = costFigures([cost, { ...cost, name: 'lost', isLoss: true }], { latency: [[5, 1]], lost: [[1, 1]] });
  expect(figures.map(({ metric, value, isLoss }) => [metric, value, isLoss])).toEqual([
    ['latency max', 5, false],
    ['lost max', 1, true],
  ]);
});
