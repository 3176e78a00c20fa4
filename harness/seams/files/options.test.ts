import { expect, test } from 'vitest';
import { encodingOf } from './options.ts';

test('bytes are wanted without an encoding, with null and with `buffer`, text with one that there is', () => {
  for (const encoding of [undefined, null, 'buffer']) expect(encodingOf({ encoding })).toBe(undefined);
  expect(encodingOf({ encoding: 'latin1' })).toBe('latin1');
  for (const encoding of ['nonsense', 5]) {
    expect(() => encodingOf({ encoding })).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE' }));
  }
});
