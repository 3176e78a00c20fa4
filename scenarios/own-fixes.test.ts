import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { explore, type Scenario } from '../harness/index.ts';
import { ROOT } from '../harness/testing/import-graph.ts';
import { type OwnFix, ownFixes } from '../harness/testing/own-fixes.ts';
import { AS_FOUND, violatedOf } from '../harness/testing/violated-of.ts';
import { CATALOGUE } from './index.ts';

// The fix that each scenario's README shows does what the README says. surface.test.ts checks its types.

const LINES = { min: 10, max: 30 };
/** Of everything, then of the examples outside of which something is rare. */
const SCHEDULES = { all: 100, rare: 300 };

mkdirSync(join(ROOT, 'reports/out'), { recursive: true });
/** Within the project, where fixes find its packages; git ignores it. */
const FOLDER = mkdtempSync(join(ROOT, 'reports/out/own-fixes-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const fixes = ownFixes().filter(({ of }) => of !== 'README');

test('each scenario but the one that explains scenarios shows a fix of ten to thirty lines, and says what it breaks', () => {
  expect(fixes.map(({ of }) => of).sort()).toEqual(
    [...CATALOGUE.keys()].filter((name) => name !== 'lost-update').sort(),
  );
  for (const { of, code, breaks } of fixes) {
    const lines = code.trimEnd().split('\n').length;
    expect(lines, of).toBeGreaterThanOrEqual(LINES.min);
    expect(lines, of).toBeLessThanOrEqual(LINES.max);
    expect(code, of).toContain(`from 'raceline/scenarios/${of}'`);
    expect(breaks, of).not.toBeNull();
  }
});

test.each(fixes.map((fix) => [fix.of, fix] as const))(
  'the fix in the README of %s breaks what the README says, and the row of the reference is still there',
  async (_, fix) => {
    const scenario = await scenarioOf(fix);
    expect(Object.keys(scenario.implementations)).toEqual(expect.arrayContaining(['my-fix', 'reference']));
    const found = await brokenIn(scenario, SCHEDULES.all);
    if (fix.rareIn.length > 0) found.push(...(await brokenIn(rest(scenario, fix.rareIn, found), SCHEDULES.rare)));
    expect(found.sort()).toEqual(fix.breaks);
  },
);

async function scenarioOf({ of, code }: OwnFix): Promise<Scenario> {
  const file = join(FOLDER, `${of}.ts`);
  writeFileSync(file, code.replace(`raceline/scenarios/${of}`, join(ROOT, 'scenarios', of, 'index.ts')));
  return ((await import(file)) as { scenario: Scenario }).scenario;
}

async function brokenIn(scenario: Scenario, schedulesMax: number): Promise<string[]> {
  const { verdicts } = await explore(scenario, 'my-fix', { schedulesMax }, AS_FOUND);
  return violatedOf(verdicts);
}

/** These examples, nothing that is drawn, and no property that is known to be broken: minimising takes the most time. */
function rest(scenario: Scenario, names: readonly string[], broken: readonly string[]): Scenario {
  const examples = Object.fromEntries(
    names.map((name) => {
      const example = scenario.examples[name];
      if (example === undefined) throw new Error(`${scenario.name} has no example ${name}`);
      return [name, example];
    }),
  );
  const [first] = Object.values(examples);
  const properties = scenario.properties.filter(({ name }) => !broken.includes(name));
  return {
    ...scenario,
    properties,
    examples,
    workload: fc.constant(first?.workload),
    faults: fc.constant(first?.faults),
  };
}
