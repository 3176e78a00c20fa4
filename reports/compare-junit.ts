import { interruptedSuite, junitFile, junitSuite } from './junit-suite.ts';
import type { ComparedScenario } from './report.ts';
import type { Reporter } from './reporter.ts';

export const compareJunit: Reporter<'compare'> = {
  name: 'junit',
  says: 'JUnit XML, for CI',
  render: ({ scenarios }) => junitFile(scenarios.flatMap(suites)),
};

function suites({ description, rows, wasInterrupted }: ComparedScenario): string[] {
  return [...rows.map(junitSuite), ...(wasInterrupted ? [interruptedSuite(description.name)] : [])];
}
