import { jsonText } from './json-text.ts';
import type { Reporter } from './reporter.ts';

export const listJson: Reporter<'list'> = {
  name: 'json',
  says: 'for machines',
  render: ({ scenarios }) => jsonText(scenarios),
};
