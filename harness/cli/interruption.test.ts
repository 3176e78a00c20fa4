import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { publishedEntry } from '../testing/built-package.ts';
import { type Ended, startRaceline } from '../testing/start-raceline.ts';

/**
 * Breaks whatever the schedule is, and each execution takes a while: there is much that minimising leaves out, one execution
 * after the other. With TAKES, loading takes the folder away that replay files were to go to.
 */
const SCENARIO = `
import { rmSync, writeFileSync } from 'node:fs';
import * as fc from '${import.meta.resolve('fast-check')}';
import { defineScenario } from '${publishedEntry()}';
if (process.env.TAKES !== undefined) {
  rmSync(process.env.TAKES, { recursive: true, force: true });
  writeFileSync(process.env.TAKES, 'a file');
}
export default defineScenario({
  name: 'slow', title: 'breaks always', control: 'gates',
  implementations: { only: { says: 'is slow', subject: null } },
  examples: { long: { workload: { parts: Array.from({ length: Number(process.env.PARTS ?? 200) }, (_, i) => i) }, faults: null } },
  workload: fc.record({ parts: fc.array(fc.nat()) }),
  faults: fc.constant(null),
  leaveOut: { workload: { parts: 0 } },
  setup(env, _, { parts }) {
    const until = performance.now() + Number(process.env.MS ?? 100);
    while (performance.now() < until);
    env.actor('a', env.process('p'), () => {});
    return parts;
  },
  properties: [{
    name: 'no-parts', kind: 'safety', level: 'strict', says: 'there are few parts', when: 'quiescence',
    judge: (parts) => (parts.length > 20 ? { message: parts.length + ' parts' } : undefined),
  }],
});
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'raceline-interrupted-'));
  writeFileSync(join(folder, 'slow.mjs'), SCENARIO);
  return () => rmSync(folder, { recursive: true });
});

/** The exploration is over once its checkpoint says so; what follows is minimising. */
async function untilMinimising(file: string): Promise<void> {
  while (!existsSync(file) || !readFileSync(file, 'utf8').includes('"ended"')) await sleep(50);
  await sleep(500);
}

function verdictIn({ stdout }: Ended): unknown {
  const [{ verdict, message, workload, replayFile }] = JSON.parse(stdout).verdicts;
  return { verdict, message, parts: workload?.parts.length, isRecorded: existsSync(join(folder, replayFile)) };
}

describe('interrupted while a counterexample is minimised', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('by %s, explore prints what it has', async (signal) => {
    const file = join(folder, `${signal}.jsonl`);
    const args = ['explore', 'slow.mjs', '--seed', '1', '--schedules', '2', '--json', '--checkpoint', file];
    const { child, ended } = startRaceline(args, folder);
    await untilMinimising(file);
    child.kill(signal);
    const { code } = await ended;
    expect(code).toBe(1);
    const found = verdictIn(await ended) as { parts: number };
    expect(found).toMatchObject({ verdict: 'violated', isRecorded: true });
    // Whole, it is minimised to 21.
    expect(found.parts).toBeGreaterThan(21);
  });

  test('twice, it ends at once', async () => {
    const file = join(folder, 'twice.jsonl');
    const args = ['explore', 'slow.mjs', '--seed', '1', '--schedules', '2', '--json', '--checkpoint', file];
    const { child, ended } = startRaceline(args, folder);
    await untilMinimising(file);
    child.kill('SIGINT');
    await sleep(20);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 2, stdout: '', stderr: 'interrupted\n' });
  });

  test('compare prints what it has', async () => {
    const args = ['compare', 'slow.mjs', '--seed', '1', '--schedules', '2', '--prove', '0', '--json'];
    const { child, ended } = startRaceline(args, folder);
    // Exploring takes a second, minimising ten.
    await sleep(5_000);
    child.kill('SIGTERM');
    const { code, stdout } = await ended;
    expect(code).toBe(2);
    expect(JSON.parse(stdout).cells[0]).toMatchObject({ implementation: 'only', verdict: 'violated' });
  });
});

test('minimising that takes longer than a step may is no step that never returns', async () => {
  const args = ['explore', 'slow.mjs', '--seed', '1', '--schedules', '2', '--hang', '1', '--json'];
  const { stdout } = await startRaceline(args, folder, { PARTS: '30', MS: '20' }).ended;
  // Some hundred executions, of 20 ms each.
  expect(JSON.parse(stdout).verdicts[0]).toMatchObject({ verdict: 'violated', message: '21 parts' });
});

test('replay files that cannot be written lose no verdict: it is printed, and the error beside it', async () => {
  const out = join(folder, 'taken');
  const args = ['explore', 'slow.mjs', '--seed', '1', '--schedules', '2', '--out', out, '--json'];
  const { code, stdout, stderr } = await startRaceline(args, folder, { TAKES: out, MS: '0' }).ended;
  expect(code).toBe(3);
  expect(JSON.parse(stdout).verdicts[0]).toMatchObject({ verdict: 'violated', message: '21 parts', replayFile: null });
  expect(stderr).toMatch(/^ERR_OUTPUT_DIRECTORY: replay files cannot be written to [^\n]*\n$/);
});
