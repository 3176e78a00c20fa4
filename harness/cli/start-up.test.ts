import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { publishedEntry } from '../testing/built-package.ts';

// A command starts a thread for each worker, and one for each claim that it confirms. What the library loads is loaded in
// each of them before its first answer.

test('what is used of zod is part of the bundle, and its eighty files are not loaded', () => {
  const folder = dirname(fileURLToPath(publishedEntry()));
  const chunks = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
  const built = chunks.map((name) => readFileSync(join(folder, name), 'utf8'));
  expect(built.filter((text) => /from ?["']zod["']/.test(text))).toEqual([]);
  expect(built.some((text) => text.includes('ZodObject'))).toBe(true);
});
