import { expect, test } from 'vitest';
import {
  type RotationInput,
  type RotationPolicy,
  rotateAsSuggested,
  rotateOnTimeout,
  timeoutIsTerminal,
} from './rotation-policy.ts';
import { disputedInputs, rotationTruthTable } from './rotation-truth-table.ts';

const plain: RotationInput = {
  aborted: false,
  failoverFailure: false,
  failoverReason: null,
  timedOut: false,
  timedOutDuringCompaction: false,
};
const policies: RotationPolicy[] = [rotateOnTimeout, timeoutIsTerminal, rotateAsSuggested];

test('the truth table has every input once', () => {
  const rows = rotationTruthTable();
  expect(rows).toHaveLength(48);
  expect(new Set(rows.map((row) => JSON.stringify(row.input))).size).toBe(48);
});

test('before the fix a timed-out attempt rotates, aborted or not, unless it timed out during compaction', () => {
  expect(rotateOnTimeout({ ...plain, aborted: true, timedOut: true })).toBe(true);
  expect(rotateOnTimeout({ ...plain, aborted: true, timedOut: true, failoverReason: 'timeout' })).toBe(true);
  expect(rotateOnTimeout({ ...plain, aborted: true, timedOut: true, timedOutDuringCompaction: true })).toBe(false);
});

test('the fix in words never rotates after a timeout and is otherwise the policy before it', () => {
  for (const row of rotationTruthTable()) {
    const isTimeout = row.input.timedOut || row.input.failoverReason === 'timeout';
    expect(row.fixInWords).toBe(isTimeout ? false : row.beforeFix);
  }
});

test('the suggested snippet still rotates after a timeout that has no reason', () => {
  const input = { ...plain, aborted: true, timedOut: true };
  expect(rotateAsSuggested(input)).toBe(true);
  expect(timeoutIsTerminal(input)).toBe(false);
});

test('the suggested snippet still rotates on reason timeout when failoverFailure is set', () => {
  const input: RotationInput = { ...plain, failoverFailure: true, failoverReason: 'timeout' };
  expect(rotateAsSuggested(input)).toBe(true);
  expect(timeoutIsTerminal(input)).toBe(false);
});

test('the suggested snippet differs from the words in 15 of 48 inputs and never towards fewer rotations', () => {
  const disputed = disputedInputs(timeoutIsTerminal, rotateAsSuggested);
  expect(disputed).toHaveLength(rotationTruthTable().filter((row) => row.isDisputed).length);
  expect(disputed).toHaveLength(15);
  expect(disputed.every((input) => rotateAsSuggested(input) && !timeoutIsTerminal(input))).toBe(true);
});

test('the fix in words and the snippet rotate only where the policy before the fix did', () => {
  for (const row of rotationTruthTable()) {
    if (row.fixInWords || row.suggestedSnippet) expect(row.beforeFix).toBe(true);
  }
});

test('a rate limit rotates under every variant', () => {
  for (const policy of policies) {
    expect(policy({ ...plain, failoverFailure: true, failoverReason: 'rate_limit' })).toBe(true);
  }
});

test('no variant tells one ordinary reason from another', () => {
  const decisions = (['rate_limit', 'server_error', 'auth'] as const).map((reason) =>
    rotationTruthTable([reason]).map((row) => [row.beforeFix, row.fixInWords, row.suggestedSnippet]),
  );
  expect(decisions[1]).toEqual(decisions[0]);
  expect(decisions[2]).toEqual(decisions[0]);
});
