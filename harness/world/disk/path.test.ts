import { expect, test } from 'vitest';
import { childOf, parentOf } from './path.ts';

test('a path of a directory and a name is that of the root too, and leads back', () => {
  const paths = [childOf('/', 'f'), childOf('/s', 'f')];
  expect(paths).toEqual(['/f', '/s/f']);
  expect(paths.map(parentOf)).toEqual(['/', '/s']);
});
