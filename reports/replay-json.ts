import { jsonText } from './json-text.ts';
import type { Reporter } from './reporter.ts';

export const replayJson: Reporter<'replay'> = {
  name: 'json',
  says: 'for machines',
  render: (report, { version }) => jsonText({ version, ...report }),
};
