import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hashOf } from '../../scripts/fidelity/log.ts';
import { FAMILIES, programsOf } from '../../scripts/fidelity/programs/index.ts';
import { runIn } from '../../scripts/fidelity/run-simulated.ts';
import { defaultOrder } from '../engine/default-order.ts';
import { NODE_MAJOR } from '../engine/node-version.ts';

/** By program: the hashes of the logs that real Node 20 showed, as `npm run fidelity` wrote them. */
const SHOWN = JSON.parse(
  readFileSync(new URL('../../scripts/fidelity/shown.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, readonly string[]>>;

describe.runIf(NODE_MAJOR === 20)('the default order of a fidelity program is one that real Node has shown', () => {
  test.each(FAMILIES)('%s', async (family) => {
    const known = programsOf([family]).filter(({ name }) => SHOWN[name] !== undefined);
    const other: string[] = [];
    for (const program of known) {
      const { text, refused } = await runIn(program, defaultOrder);
      if (refused !== null || !SHOWN[program.name]?.includes(hashOf(text))) other.push(`${program.name}:\n${text}`);
    }
    expect(other).toEqual([]);
    expect(known.length).toBeGreaterThan(0);
  });
});

test('nothing was shown by a program that is there no more', () => {
  const names = new Set(programsOf([]).map(({ name }) => name));
  expect(Object.keys(SHOWN).filter((name) => !names.has(name))).toEqual([]);
});
