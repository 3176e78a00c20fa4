import { jsonText } from './json-text.ts';
import type { Reporter } from './reporter.ts';

export const sweepJson: Reporter<'sweep'> = {
  name: 'json',
  says: 'for machines',
  render({ description, options, range, values, wasInterrupted }, { version }) {
    const { seed, strategy, schedulesMax } = options;
    return jsonText({
      version,
      scenario: description.name,
      range,
      bounds: { seed, strategy, schedules: schedulesMax },
      cells: values.flatMap(({ value, rows }) =>
        rows.flatMap(({ implementation, verdicts }) => verdicts.map((each) => ({ value, implementation, ...each }))),
      ),
      wasInterrupted,
    });
  },
};
