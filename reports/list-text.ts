import type { ScenarioDescription } from '../harness/explore/scenario-description.ts';
import { printable } from './printable.ts';
import type { Reporter } from './reporter.ts';

/** A line a scenario, or everything about one. */
export const listText: Reporter<'list'> = {
  name: 'text',
  says: 'for people',
  render({ scenarios }, { isDetailed }) {
    return isDetailed
      ? scenarios.map(detailOf).join('\n')
      : `${scenarios.map(lineOf).join('\n')}\n\nraceline list SCENARIO tells more of one.\n`;
  },
};

function lineOf(scenario: ScenarioDescription): string {
  const { length } = scenario.properties;
  const counts = `${scenario.implementations.length} implementations, ${length} ${length === 1 ? 'property' : 'properties'}`;
  return `${scenario.name}\n  ${printable(scenario.title)} (${counts})`;
}

function detailOf(scenario: ScenarioDescription): string {
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
