import { expect, test } from 'vitest';
import { harnessFolderOf } from './folders.ts';

test('a path within harness has its folder, the innermost; any other has none', () => {
  expect(harnessFolderOf('/home/u/raceline/harness/engine/a.ts')).toBe('/home/u/raceline/harness');
  expect(harnessFolderOf('/home/harness/node_modules/raceline/dist/harness/a.js')).toBe(
    '/home/harness/node_modules/raceline/dist/harness',
  );
  expect(harnessFolderOf('/home/u/project/src/a.ts')).toBe('');
});
