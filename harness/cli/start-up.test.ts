import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { publishedEntry } from '../testing/built-package.ts';

// A command starts a thread for each worker, and one for each claim that it confirms. What the library loads is loaded in
// each of them before its first answer.

/** What of Node a program has loaded by the time that this entry is. */
function builtinsOf(entry: string): string[] {
  const program = `await import('${publishedEntry(entry)}'); console.log(JSON.stringify(process.moduleLoadList));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }));
}

test.each(['index', 'register'])('%s loads no undici before a program fetches', (entry) => {
  const builtins = builtinsOf(entry);
  expect(builtins.filter((name) => name.includes('undici'))).toEqual([]);
  expect(builtins.filter((name) => name.endsWith(' http')).length).toBeGreaterThan(0);
});

test('what is used of zod is part of the bundle, and its eighty files are not loaded', () => {
  const built = readFileSync(fileURLToPath(publishedEntry()), 'utf8');
  expect(built).not.toMatch(/from ?["']zod["']/);
  expect(built).toMatch(/ZodObject/);
});
