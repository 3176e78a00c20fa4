import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { ROOT } from '../testing/import-graph.ts';
import { startRaceline } from '../testing/start-raceline.ts';

// Code under test that damages its thread, or ends it, is unknown by itself: what else is explored keeps its verdicts.

const DAMAGING = pathToFileURL(join(ROOT, 'harness/testing/damaging.ts')).href;
const CHOSEN = [
  'push-throws',
  'set-has-throws',
  'process-is-frozen',
  'push-throws-and-is-frozen',
  'ends-its-thread',
  'sound',
  'racy',
];

const CHOOSING = `
import { scenario } from '${DAMAGING}';
const of = (names) => Object.fromEntries(names.map((name) => [name, scenario.implementations[name]]));
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'raceline-damage-'));
  const some = (names: readonly string[]): string =>
    `export const chosen = { ...scenario, implementations: of(${JSON.stringify(names)}) };\n`;
  writeFileSync(join(folder, 'some.ts'), CHOOSING + some(CHOSEN));
  writeFileSync(join(folder, 'ends.ts'), CHOOSING + some(['ends-its-thread', 'sound']));
  const load = 'Array.prototype.push = () => { throw new Error("damaged"); };\n';
  writeFileSync(join(folder, 'load.ts'), CHOOSING + some(['sound']) + load);
});

async function raceline(...args: string[]): Promise<{ code: number | null; printed: unknown }> {
  const { code, stdout, stderr } = await startRaceline([...args, '--seed', '1', '--json'], folder).ended;
  expect(stdout, stderr).not.toBe('');
  return { code, printed: JSON.parse(stdout) };
}

test('in a comparison only those that do damage are unknown, each by its own', async () => {
  const { code, printed } = await raceline('compare', 'some.ts', '--schedules', '20');
  const { cells } = printed as { cells: { implementation: string; verdict: string; established: string }[] };
  const said = CHOSEN.map((name) => {
    const its = cells.filter(({ implementation }) => implementation === name);
    return its.map(({ verdict, established }) => (verdict === 'unknown' ? established.slice(0, 60) : verdict));
  });
  const all = (line: string): unknown[] => [0, 1, 2, 3].map(() => expect.stringContaining(line));
  expect(said).toEqual([
    all('it replaced Array.prototype.push'),
    all('it replaced Set.prototype.has'),
    all('it froze process'),
    all('it froze Array.prototype'),
    all('ERR_INVARIANT: a worker thread failed'),
    ['holds', 'holds', 'holds', 'holds'],
    ['violated', 'holds', 'holds', 'holds'],
  ]);
  expect(code).toBe(2);
}, 60_000);

test('when a thread ends, another goes on with what comes next', async () => {
  const { code, printed } = await raceline('explore', 'ends.ts', '--schedules', '40', '--workers', '2');
  const [ends, sound] = printed as { verdicts: { verdict: string; established: string }[] }[];
  expect(ends?.verdicts.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
  expect(ends?.verdicts[0]?.established).toContain('ERR_INVARIANT: a worker thread failed');
  expect(sound?.verdicts.map(({ verdict }) => verdict)).toEqual(['holds', 'holds', 'holds', 'holds']);
  expect(code).toBe(2);
}, 60_000);

test('of what a module damages as it is loaded nothing is known, which is said', async () => {
  const { code, printed } = await raceline('explore', 'load.ts', '--schedules', '20');
  const { verdicts } = printed as { verdicts: { verdict: string; established: string }[] };
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
  expect(verdicts[0]?.established).toContain('Array.prototype.push had been replaced before anything was executed');
  expect(code).toBe(2);
}, 60_000);
