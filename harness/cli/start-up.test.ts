import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { publishedEntry } from '../testing/built-package.ts';

// A command starts a thread for each worker, and one for each claim that it confirms. What the library loads is loaded in
// each of them before its first answer.

test('what is used of zod is part of the bundle, and its eighty files are not loaded', () => {
  const built = readFileSync(fileURLToPath(publishedEntry()), 'utf8');
  expect(built).not.toMatch(/from ?["']zod["']/);
  expect(built).toMatch(/ZodObject/);
});
