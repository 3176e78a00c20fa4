import { expect, test } from 'vitest';
import { exported, internal, type Manifest } from './package-exports.ts';

const at = (exports: Manifest['exports']): Manifest => ({ folder: '/p', exports: exports ?? null });

test('the pattern with the longest beginning decides, and of two with the same the longer', () => {
  const patterns = at({
    './*': './any/*',
    './a/*': './a/*',
    './a/b/*': './b/*',
    './a/*.js': './js/*',
    './*.js': './no/*',
  });
  expect(exported(patterns, './x')).toBe('/p/any/x');
  expect(exported(patterns, './a/x')).toBe('/p/a/x');
  expect(exported(patterns, './a/b/x')).toBe('/p/b/x');
  expect(exported(patterns, './a/x.js')).toBe('/p/js/x');
  expect(exported(patterns, './x.js')).toBe('/p/no/x');
  // In whatever order they stand.
  const reversed = at(Object.fromEntries(Object.entries(patterns.exports as object).reverse()));
  for (const path of ['./x', './a/x', './a/b/x', './a/x.js', './x.js']) {
    expect(exported(reversed, path)).toBe(exported(patterns, path));
  }
});

test('a name that is no pattern stands for itself only', () => {
  const manifest = at({ './a': './a.js', './b*': './b/*' });
  expect(exported(manifest, './a')).toBe('/p/a.js');
  expect(exported(manifest, './ab')).toBeUndefined();
  expect(exported(manifest, './c')).toBeUndefined();
  expect(exported(manifest, './b*')).toBe('/p/b/*');
  expect(internal({ folder: '/p', imports: { '#x/*': './x/*', '#only': 'other' } }, '#x/y')).toBe('/p/x/y');
});
