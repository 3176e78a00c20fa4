import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CLAIMS } from '../scripts/packages/claims.ts';
import { isMet, packagesTable, readPackagesTable, trialsOf } from '../scripts/packages/packages-table.ts';

const text = readFileSync(new URL('PACKAGES.md', import.meta.url), 'utf8');
const trials = trialsOf(CLAIMS);
const outcomeOf = readPackagesTable(text);

test('every claim about a published package was tried with these versions, and holds', () => {
  const wrong = trials.filter((trial) => {
    const outcome = outcomeOf(trial);
    return outcome === undefined || !isMet(trial.isBroken, outcome);
  });
  expect(wrong).toEqual([]);
});

test('PACKAGES.md is what npm run packages makes of the claims', () => {
  expect(packagesTable(trials, outcomeOf)).toBe(text);
});
