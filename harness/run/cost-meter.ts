import type { Cost, CostFigure } from '../scenario/cost.ts';
import type { Env } from '../scenario/env.ts';

/** Samples of each cost as value and count: exact, small, and mergeable in any order. Plain data. */
export type CostSamples = Readonly<Record<string, readonly (readonly [value: number, count: number])[]>>;

/** A figure of one implementation: `latency p99`, 10,250 ms. `value` is null when no execution said anything of it. */
export interface MeasuredCost {
  readonly metric: string;
  readonly unit: Cost<unknown>['unit'];
  readonly value: number | null;
  /** See Cost. */
  readonly isLoss: boolean;
}

/** Collects the samples of one job's executions. */
export class CostMeter {
  private readonly costs: readonly Cost<unknown>[];
  private readonly counts: readonly Map<number, number>[];

  constructor(costs: readonly Cost<unknown>[]) {
    this.costs = costs;
    this.counts = costs.map(() => new Map());
  }

  measure(state: unknown, env: Env): void {
    this.costs.forEach((cost, index) => {
      const measured = cost.measure(state, env);
      const counts = this.counts[index];
      for (const value of typeof measured === 'number' ? [measured] : measured) {
        counts?.set(value, (counts.get(value) ?? 0) + 1);
      }
    });
  }

  samples(): CostSamples {
    return Object.fromEntries(this.costs.map(({ name }, index) => [name, [...(this.counts[index] ?? [])]]));
  }
}

export function mergeSamples(all: readonly CostSamples[]): CostSamples {
  const merged: Record<string, Map<number, number>> = {};
  for (const samples of all) {
    for (const [name, pairs] of Object.entries(samples)) {
      merged[name] ??= new Map();
      const counts = merged[name];
      for (const [value, count] of pairs) counts.set(value, (counts.get(value) ?? 0) + count);
    }
  }
  return Object.fromEntries(Object.entries(merged).map(([name, counts]) => [name, [...counts]]));
}

/** What a scenario says of its costs, as plain data. */
export type CostDescription = Pick<Cost<unknown>, 'name' | 'unit' | 'figures' | 'says' | 'isLoss'>;

export function costFigures(costs: readonly CostDescription[], samples: CostSamples): MeasuredCost[] {
  return costs.flatMap(({ name, unit, figures, isLoss = false }) => {
    const sorted = [...(samples[name] ?? [])].sort((a, b) => a[0] - b[0]);
    return figures.map((figure) => ({ metric: `${name} ${figure}`, unit, value: figureOf(figure, sorted), isLoss }));
  });
}

function figureOf(figure: CostFigure, sorted: readonly (readonly [number, number])[]): number | null {
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  switch (figure) {
    case 'mean':
      return sorted.reduce((sum, [value, count]) => sum + value * count, 0) / total;
    case 'p50':
      return nearestRank(sorted, 0.5 * total);
    case 'p99':
      return nearestRank(sorted, 0.99 * total);
    case 'max':
      return sorted.at(-1)?.[0] ?? null;
  }
}

/** The smallest value that at least `rank` samples do not exceed (nearest-rank percentile). */
function nearestRank(sorted: readonly (readonly [number, number])[], rank: number): number | null {
  let seen = 0;
  for (const [value, count] of sorted) {
    seen += count;
    if (seen >= rank) return value;
  }
  return null;
}
