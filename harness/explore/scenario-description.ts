import type { Limits } from '../engine/limits.ts';
import type { CostDescription } from '../run/cost-meter.ts';
import { limitsOf } from '../scenario/lookup.ts';
import type { Scenario } from '../scenario/scenario.ts';

export interface RangeDescription {
  readonly name: string;
  readonly says: string;
  readonly unit: 'ms' | 'count' | 'bytes';
  readonly values: readonly number[];
  readonly claimedTo: number;
}

/** What a scenario says of itself, as plain data. */
export interface ScenarioDescription {
  readonly name: string;
  readonly title: string;
  readonly issue: string;
  readonly implementations: readonly {
    readonly name: string;
    readonly says: string;
    readonly ablates: string | null;
  }[];
  readonly properties: readonly { name: string; kind: string; level: string; says: string }[];
  readonly examples: readonly string[];
  readonly ranges: readonly RangeDescription[];
  readonly costs: readonly CostDescription[];
  readonly limits: Limits;
}

export function describeScenario(scenario: Scenario): ScenarioDescription {
  return {
    name: scenario.name,
    title: scenario.title,
    issue: scenario.issue ?? '',
    implementations: Object.entries(scenario.implementations).map(([name, { says, ablates }]) => ({
      name,
      says,
      ablates: ablates ?? null,
    })),
    properties: scenario.properties.map(({ name, kind, level, says }) => ({ name, kind, level, says })),
    examples: Object.keys(scenario.examples),
    ranges: Object.entries(scenario.ranges ?? {}).map(([name, { says, unit, values, claimedTo }]) => {
      return { name, says, unit, values, claimedTo };
    }),
    costs: (scenario.costs ?? []).map(({ name, unit, figures, says, isLoss }) => {
      return { name, unit, figures, says, ...(isLoss === undefined ? {} : { isLoss }) };
    }),
    limits: limitsOf(scenario, {}),
  };
}
