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
    ...(scenario.ranges.length === 0
      ? []
      : ['', 'Ranges, for compare --sweep', ...table(scenario.ranges.map(rangeRow))]),
    '',
  ].join('\n');
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, says]) => `  ${name.padEnd(width)}  ${printable(says)}`);
}

function rangeRow({ name, says, unit, values, claimedTo }: ScenarioDescription['ranges'][number]): [string, string] {
  const [first, last] = [values[0] ?? 0, values.at(-1) ?? 0].map((value) => value.toLocaleString('en-US'));
  return [name, `${says}: ${first} to ${last} ${unit}, the reference to ${claimedTo.toLocaleString('en-US')}`];
}
