import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { publishedEntry } from '../testing/built-package.ts';
import { type Ended, startRaceline } from '../testing/start-raceline.ts';

// The journey of a repository that keeps the replays of its races: found, refactored without being mended, mended, refactored again.

/** Named apart, or tidy.test.ts would take the import below for one of ours. */
const BESIDE = './book.mjs';

const SCENARIO = `
import * as fc from '${import.meta.resolve('fast-check')}';
import { defineScenario } from '${publishedEntry()}';
import { book } from '${BESIDE}';
export default defineScenario({
  name: 'seats', title: 'one seat, two guests', control: 'gates',
  implementations: { ours: { says: 'what is in book.mjs', subject: null } },
  examples: { two: { workload: 2, faults: null } }, workload: fc.constant(2), faults: fc.constant(null),
  setup(env, _, guests) {
    const hall = { free: 1, sold: 0 };
    const gateway = env.process('office');
    for (let i = 0; i < guests; i++) env.actor('guest-' + i, gateway, (actor) => book(actor, hall));
    return hall;
  },
  properties: [{
    name: 'not-oversold', kind: 'safety', level: 'documented', says: 'a seat is sold once', when: 'quiescence',
    judge: ({ sold }) => (sold > 1 ? { message: sold + ' tickets for one seat' } : undefined),
  }],
});
`;
const RACY = `
export async function book(actor, hall) {
  await actor.gate('hall');
  const { free } = hall;
  await actor.gate('hall');
  if (free > 0) { hall.free--; hall.sold++; }
}
`;
/** The same race: other names, and one step more in between. */
const REFACTORED = `
const look = async (actor, hall) => { await actor.gate('seats'); return hall.free > 0; };
export async function book(actor, hall) {
  if (!(await look(actor, hall))) return;
  await actor.gate('price');
  await actor.gate('seats');
  hall.free--; hall.sold++;
}
`;
const MENDED = `
export async function book(actor, hall) {
  await actor.gate('seats');
  if (hall.free > 0) { hall.free--; hall.sold++; }
}
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'raceline-replay-'));
  mkdirSync(join(folder, 'races'));
  writeFileSync(join(folder, 'seats.mjs'), SCENARIO);
  return () => rmSync(folder, { recursive: true });
});

const raceline = (...args: string[]): Promise<Ended> => startRaceline(args, folder).ended;
const RECORDING = 'races/seats.ours.not-oversold.json';
const recorded = (): { schedule: unknown[]; accepted?: string } =>
  JSON.parse(readFileSync(join(folder, RECORDING), 'utf8'));
const code = (text: string): void => writeFileSync(join(folder, 'book.mjs'), text);

test('a kept replay is 1 while the race is there, whatever its steps are called, and 0 once mended and accepted', async () => {
  code(RACY);
  expect((await raceline('explore', 'seats.mjs', '--seed', '1', '--out', 'races')).code).toBe(1);
  const asFound = recorded();
  expect(asFound.schedule.length).toBeGreaterThan(0);

  code(REFACTORED);
  const refactored = await raceline('replay', RECORDING);
  expect(refactored.stdout).toMatch(/this schedule breaks it, the \d+\w+ near the recorded one, which does no longer/);
  expect(refactored.code).toBe(1);
  expect(recorded(), 'without --update').toEqual(asFound);
  expect((await raceline('replay', RECORDING, '--update')).code).toBe(1);
  const again = await raceline('replay', RECORDING, '--json');
  expect(JSON.parse(again.stdout).files[0]).toMatchObject({ verdict: 'violated', isIdentical: true, searched: 0 });

  code(MENDED);
  const mended = await raceline('replay', RECORDING, '--json');
  expect(mended.code).toBe(2);
  expect(JSON.parse(mended.stdout).files[0]).toMatchObject({ verdict: 'unknown', searched: 1_000, foundAt: null });
  expect((await raceline('replay', RECORDING, '--update')).code).toBe(2);
  const accepted = await raceline('replay', RECORDING);
  expect(accepted.stdout).toContain('as it was accepted');
  expect(accepted.code).toBe(0);

  code(REFACTORED);
  expect((await raceline('replay', RECORDING)).code, 'the race is back').toBe(1);
});

test('several files have one exit code, the worst; without a search nothing is known of what cannot be followed', async () => {
  code(RACY);
  await raceline('explore', 'seats.mjs', '--seed', '1', '--out', 'races');
  const both = await raceline('replay', RECORDING, RECORDING, '--json');
  expect(JSON.parse(both.stdout).files.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
    'violated',
    'violated',
  ]);
  expect(both.code).toBe(1);
  code(MENDED);
  const unsearched = await raceline('replay', RECORDING, '--search', '0');
  expect(unsearched.stdout).toMatch(/departures could not be made: nothing is known/);
  expect(unsearched.code).toBe(2);
});
