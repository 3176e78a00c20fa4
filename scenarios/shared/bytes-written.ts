import type { Cost } from '../../harness/index.ts';

/** What a machine's disk has to take, whatever the scenario. */
export const BYTES_WRITTEN: Cost<unknown> = {
  name: 'written',
  unit: 'bytes',
  says: 'bytes that the code under test wrote to files',
  figures: ['mean'],
  measure: (_, env) =>
    env.disk.log.entries.reduce(
      (sum, entry) => (entry.kind === 'write' && entry.process !== null ? sum + entry.bytes.length : sum),
      0,
    ),
};
