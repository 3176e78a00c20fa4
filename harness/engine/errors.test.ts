import { expect, test } from 'vitest';
import { internalError, RacelineError } from './errors.ts';

test('the mistakes of users end a run; what the engine did wrong, or what was done to it, is said of one execution', () => {
  const error = (code: RacelineError['code']): RacelineError =>
    new RacelineError(code, { what: 'w', why: 'y', next: 'n' });
  for (const mistake of ['ERR_USAGE', 'ERR_BAD_STRATEGY'] as const) expect(internalError(error(mistake))).toBe(null);
  for (const ours of [error('ERR_INVARIANT'), error('ERR_DAMAGED_GLOBALS')]) expect(internalError(ours)).toBe(ours);
  const bug = new TypeError('x is undefined');
  expect(internalError(bug)).toMatchObject({ code: 'ERR_INVARIANT', cause: bug });
});
