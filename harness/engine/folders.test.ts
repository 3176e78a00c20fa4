import { expect, test } from 'vitest';
import { harnessFolderOf } from './folders.ts';

test('a path within harness has its folder, the innermost; any other has none', () => {
  expect(harnessFolderOf('/u/raceline/harness/engine/a.ts')).toBe('/u/raceline/harness');
  expect(harnessFolderOf('/harness/node_modules/raceline/dist/harness/a.js')).toBe(
    '/harness/node_modules/raceline/dist/harness',
  );
  expect(harnessFolderOf('/u/project/src/a.ts')).toBe('');
});
