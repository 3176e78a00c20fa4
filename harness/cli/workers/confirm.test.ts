import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { publishedEntry } from '../../testing/built-package.ts';
import { startRaceline } from '../../testing/start-raceline.ts';

const ENGINE = publishedEntry();
const FAST_CHECK = import.meta.resolve('fast-check');

/** A module that keeps something from one execution to the next. */
const KEEPS = `
import * as fc from '${FAST_CHECK}';
import { readFile } from 'node:fs/promises';
import { defineScenario } from '${ENGINE}';
let made = 0;
let left = false;
let settings = null;
export const keeps = defineScenario({
  name: 'keeps', title: 'two actors increment',
  implementations: {
    'counts-on': { says: 'breaks when the module has been used often', subject: 'counts-on' },
    'leaves-something': { says: 'one order breaks it, and so does every execution after that', subject: 'leaves-something' },
    'probes-once': { says: 'loses updates, and reads its settings once in the life of the module', subject: 'probes-once' },
  },
  examples: { two: { workload: null, faults: null } },
  workload: fc.constant(null),
  faults: fc.constant(null),
  setup(env, mode) {
    const state = { x: 0, isBroken: false, order: '', isLeft: false };
    env.disk.write('/settings', 'by two');
    const gateway = env.process('gateway');
    for (const name of ['a', 'b']) env.actor(name, gateway, async () => {
      if (mode === 'counts-on') {
        await new Promise((resolve) => setTimeout(resolve, 1));
        if (++made > 20) state.isBroken = true;
        return;
      }
      if (mode === 'leaves-something') {
        await new Promise((resolve) => setTimeout(resolve, 1));
        state.order += name;
        if (state.order === 'b') left = true;
        state.isLeft = left;
        return;
      }
      settings ??= await readFile('/settings', 'utf8');
      const read = state.x;
      await new Promise((resolve) => setTimeout(resolve, 1));
      state.x = read + 1;
      if (name === 'b' && state.x === 1) state.isBroken = true;
    });
    return state;
  },
  properties: [{
    name: 'not-broken', kind: 'safety', level: 'strict', says: 'it works', when: 'quiescence',
    judge: ({ isBroken, order }) => (isBroken || order.startsWith('b') ? { message: 'it is broken' } : undefined),
  }, {
    name: 'nothing-left', kind: 'safety', level: 'strict', says: 'nothing is left, though a comes first', when: 'quiescence',
    judge: ({ isLeft, order }) => (isLeft && order.startsWith('a') ? { message: 'something is left' } : undefined),
  }],
});
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'raceline-confirm-'));
  writeFileSync(join(folder, 'keeps.mjs'), KEEPS);
});

/** The exit code, and what was printed as JSON. */
async function raceline(...args: string[]): Promise<{ code: number | null; printed: Record<string, unknown> }> {
  const { code, stdout } = await startRaceline([...args, '--json'], folder).ended;
  return { code, printed: JSON.parse(stdout) };
}

const OPTIONS = ['--seed', '1', '--schedules', '200', '--workers', '1'];

test('what only breaks after other executions is unknown', async () => {
  const { code, printed } = await raceline('explore', 'keeps.mjs', '-i', 'counts-on', ...OPTIONS, '--out', 'explored');
  const verdicts = printed.verdicts as Record<string, unknown>[];
  expect(verdicts.find(({ property }) => property === 'not-broken')).toMatchObject({
    verdict: 'unknown',
    established: expect.stringMatching(/^ERR_UNCONTROLLED_NONDETERMINISM: .*a module-level variable/),
    replayFile: null,
  });
  expect(code).toBe(2);
  expect(readdirSync(join(folder, 'explored'))).toEqual([]);
});

test('so it is in a comparison, beside what is violated', async () => {
  const { printed } = await raceline('compare', 'keeps.mjs', ...OPTIONS, '--out', 'compared');
  const cells = printed.cells as { implementation: string; property: string; verdict: string }[];
  const ofProperty = cells.filter(({ property }) => property === 'not-broken');
  expect(ofProperty.map(({ implementation, verdict }) => [implementation, verdict])).toEqual([
    ['counts-on', 'unknown'],
    ['leaves-something', 'violated'],
    ['probes-once', 'violated'],
  ]);
  expect(readdirSync(join(folder, 'compared'))).toEqual([
    'keeps.leaves-something.not-broken.json',
    'keeps.probes-once.not-broken.json',
  ]);
});

test('what breaks in a new thread too is violated as it is executed there, and replays in each new thread', async () => {
  const { code, printed } = await raceline('explore', 'keeps.mjs', '-i', 'probes-once', ...OPTIONS);
  expect(code).toBe(1);
  const [verdict] = printed.verdicts as { replayFile: string; timeline: string[] }[];
  // In the thread that explored, the settings had long been read.
  expect(verdict?.timeline.join('\n')).toMatch(/readFile file:\/settings/);
  const replayed = await raceline('replay', verdict?.replayFile ?? '', '--times', '3');
  expect(replayed).toMatchObject({ code: 1, printed: { files: [{ replays: 3, identicalReplays: 3 }] } });
});

test('a violation that another counterexample leaves behind is unknown, beside that one', async () => {
  const { printed } = await raceline('explore', 'keeps.mjs', '-i', 'leaves-something', ...OPTIONS, '--out', 'left');
  const verdicts = printed.verdicts as { property: string; verdict: string }[];
  expect(verdicts.slice(0, 2).map(({ property, verdict }) => [property, verdict])).toEqual([
    ['not-broken', 'violated'],
    ['nothing-left', 'unknown'],
  ]);
});
