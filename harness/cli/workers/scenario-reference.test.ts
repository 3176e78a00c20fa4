import { expect, test } from 'vitest';
import { parseReference, referenceAt } from './scenario-reference.ts';

test('a scenario at a value of a range is told apart from one whose path has a question mark', () => {
  for (const reference of ['openclaw-20769-auth', './what?.ts', './a?b=c.ts', './why?x=1/mine.ts']) {
    expect(parseReference(reference)).toEqual({ reference, at: null });
    for (const value of [0, 5_500, 0.5, -1]) {
      const at = { range: 'token-ms', value };
      expect(parseReference(referenceAt(reference, at))).toEqual({ reference, at });
    }
  }
});
