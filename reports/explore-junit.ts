import { junitFile, junitSuite } from './junit-suite.ts';
import type { Reporter } from './reporter.ts';

export const exploreJunit: Reporter<'explore'> = {
  name: 'junit',
  says: 'JUnit XML, for CI',
  render: ({ explorations }) => junitFile(explorations.map(junitSuite)),
};
