import { printable } from './printable.ts';

/** What `list` shows of a scenario. */
export interface ListedScenario {
  readonly name: string;
  readonly title: string;
  readonly issue: string;
  readonly implementations: readonly { readonly name: string; readonly says: string }[];
  readonly properties: readonly { readonly name: string; readonly level: string; readonly says: string }[];
  readonly examples: readonly string[];
}

/** A line a scenario, or everything about each. */
export function listText(scenarios: readonly ListedScenario[], isDetailed: boolean): string {
  return isDetailed
    ? scenarios.map(detailOf).join('\n')
    : `${scenarios.map(lineOf).join('\n')}\n\nraceline list SCENARIO tells more of one.\n`;
}

function lineOf(scenario: ListedScenario): string {
  const { length } = scenario.properties;
  const counts = `${scenario.implementations.length} implementations, ${length} ${length === 1 ? 'property' : 'properties'}`;
  return `${scenario.name}\n  ${printable(scenario.title)} (${counts})`;
}

function detailOf(scenario: ListedScenario): string {
  return [
    scenario.name,
    `  ${printable(scenario.title)}`,
    ...(scenario.issue === '' ? [] : [`  ${printable(scenario.issue)}`]),
    '',
    'Implementations',
    ...table(scenario.implementations.map(({ name, says }) => [name, says])),
    '',
    'Properties',
    ...table(scenario.properties.map(({ name, level, says }) => [name, `${says} [${level}]`])),
    '',
    'Examples',
    `  ${scenario.examples.join(', ')}`,
    '',
  ].join('\n');
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, says]) => `  ${name.padEnd(width)}  ${printable(says)}`);
}
