import { expect, test } from 'vitest';
import { HEADER as WHOLE_RUN } from '../testing/checkpoint-header.ts';
import type { CheckpointHeader } from './checkpoint.ts';
import { ENGINE, requireSameRun, STRATEGY } from './checkpoint-match.ts';

const HEADER: CheckpointHeader = {
  ...WHOLE_RUN,
  code: { 'counters.mjs': 'a', [ENGINE]: 'b', [`${STRATEGY}mine.mjs`]: 'c' },
};
const OPTIONS = HEADER.options;

function refusalOf(changed: Partial<CheckpointHeader>, ignoresShard = false): string | null {
  try {
    requireSameRun(HEADER, { ...HEADER, ...changed }, 'c.jsonl', { ignoresShard });
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

const code = (changed: Readonly<Record<string, string>>): Partial<CheckpointHeader> => ({
  code: { ...HEADER.code, ...changed },
});

test.each<[string, string, Partial<CheckpointHeader>]>([
  ['another seed', 'its option seed is 5, here it is 6', { options: { ...OPTIONS, seed: 6 } }],
  ['other options', 'its option schedulesMax is 200, here it is 300', { options: { ...OPTIONS, schedulesMax: 300 } }],
  [
    'an option not set',
    'its option limits.stepsMax is not set, here it is 50',
    { options: { ...OPTIONS, limits: { stepsMax: 50 } } },
  ],
  ['another implementation', 'it is of implementation torn, this is of atomic', { implementations: ['atomic'] }],
  ['another scenario', 'it is of scenario counters, this is others', { scenario: 'others' }],
  ['a shard', 'it is shard 1/1, this is 1/3', { shard: { index: 1, count: 3 } }],
  ['edited code', 'the code under test, counters.mjs, has changed since', code({ 'counters.mjs': 'x' })],
  ['code that came later', 'the code under test, new.mjs, has changed since', code({ 'new.mjs': 'x' })],
  ['another engine', 'the engine has changed since', code({ [ENGINE]: 'x' })],
  ['an edited strategy', "the strategy's code, mine.mjs, has changed since", code({ [`${STRATEGY}mine.mjs`]: 'x' })],
  ['a run by time', 'only one of them goes by --time alone', { timeIsTheGoal: true }],
])('findings of %s are none of this run', (_, why, changed) => {
  expect(refusalOf(changed)).toBe(
    `ERR_CHECKPOINT_MISMATCH: c.jsonl is of another exploration: ${why}. Run as it was written, or begin again with --checkpoint alone.`,
  );
});

test('the same run, and a shard that is to be merged with others, are not refused', () => {
  expect(refusalOf({})).toBe(null);
  expect(refusalOf({ shard: { index: 2, count: 3 } }, true)).toBe(null);
});
