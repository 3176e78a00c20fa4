import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stampOfSources } from './built-package.ts';
import { ROOT } from './import-graph.ts';

test('what a command writes to reports/out does not have the next one build the checkout anew', () => {
  const out = join(ROOT, 'reports/out');
  mkdirSync(out, { recursive: true });
  const before = stampOfSources();
  const written = mkdtempSync(join(out, 'stamp-'));
  try {
    expect(stampOfSources()).toBe(before);
  } finally {
    rmSync(written, { recursive: true });
  }
});
