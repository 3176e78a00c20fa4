import { mkdir, open, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Strategy } from '../../engine/strategy.ts';
import { defineScenario, type Scenario } from '../../scenario/scenario.ts';
import { amount } from '../../testing/amount.ts';
import { runMany } from '../../testing/programs/sample.ts';
import { Exhaustive } from '../exhaustive.ts';
import { PlainExhaustive } from '../plain-exhaustive.ts';

/** One call of a random process. */
type Call =
  | { readonly kind: 'read' | 'write' | 'create' | 'unlink' | 'stat' | 'mkdir'; readonly file: string }
  | { readonly kind: 'rename'; readonly file: string; readonly to: string }
  | { readonly kind: 'list' }
  | { readonly kind: 'sleep'; readonly ms: number };

const file = fc.constantFrom('a', 'b', 'c');
const call: fc.Arbitrary<Call> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('read', 'write', 'create', 'unlink', 'stat', 'mkdir'),
    file,
  }) as fc.Arbitrary<Call>,
  fc.record({ kind: fc.constant('rename' as const), file, to: file }),
  fc.constant({ kind: 'list' } as const),
  fc.record({ kind: fc.constant('sleep' as const), ms: fc.constantFrom(1, 5) }),
);
const processes = fc.array(fc.array(call, { minLength: 1, maxLength: 2 }), { minLength: 2, maxLength: 3 });

async function carryOut(call: Call, text: string): Promise<string> {
  if (call.kind === 'list') return (await readdir('/d')).sort().join();
  if (call.kind === 'sleep') {
    await new Promise((resolve) => setTimeout(resolve, call.ms));
    return `awake at ${Date.now() % 1_000}`;
  }
  const path = `/d/${call.file}`;
  switch (call.kind) {
    case 'read':
      return readFile(path, 'utf8');
    case 'write':
      await writeFile(path, text);
      return 'written';
    case 'create':
      await (await open(path, 'wx')).close();
      return 'created';
    case 'unlink':
      await unlink(path);
      return 'gone';
    case 'mkdir':
      await mkdir(path);
      return 'made';
    case 'stat': {
      const { size, mtimeMs } = await stat(path);
      return `${size} bytes of ${mtimeMs % 1_000}`;
    }
    case 'rename':
      await rename(path, `/d/${call.to}`);
      return 'renamed';
  }
}

/** Ordinary code in processes that share the disk only. `outcomes` takes what each of them saw, and what is left. */
function scenarioOf(bodies: readonly (readonly Call[])[], outcomes: Set<string>): Scenario {
  return defineScenario<null, null, null, string[][]>({
    name: 'random-files',
    title: 'random processes on one disk',
    memory: 'per-process',
    fileMsMax: 0,
    implementations: { only: { says: 'random', subject: null } },
    examples: { only: { workload: null, faults: null } },
    workload: fc.constant(null),
    faults: fc.constant(null),
    setup(env) {
      env.disk.write('/d/a', 'first');
      const seen = bodies.map((): string[] => []);
      bodies.forEach((calls, i) => {
        env.actor(`actor-${i}`, env.process(`process-${i}`), async () => {
          for (const call of calls) {
            const failed = (error: unknown): string => String(Reflect.get(Object(error), 'code'));
            seen[i]?.push(await carryOut(call, `text of ${i}`).catch(failed));
          }
        });
      });
      return seen;
    },
    properties: [
      {
        name: 'outcomes',
        kind: 'safety',
        level: 'strict',
        says: 'nothing: it notes the outcome',
        when: 'quiescence',
        judge(seen, env) {
          const left = env.disk.list('/d').map((name) => `${name}=${env.disk.read(`/d/${name}`) ?? 'directory'}`);
          outcomes.add(JSON.stringify([seen, left]));
          return undefined;
        },
      },
    ],
  });
}

async function outcomesUnder(strategy: Strategy, bodies: readonly (readonly Call[])[]): Promise<[Set<string>, number]> {
  const outcomes = new Set<string>();
  const run = { implementation: 'only', strategy, executionsMax: EXECUTIONS_MAX };
  const { executions } = await runMany(scenarioOf(bodies, outcomes), run);
  return [outcomes, executions];
}

/** Schedules of one program at most: larger ones are left out. */
const EXECUTIONS_MAX = 4_000;
const PROGRAMS = amount(20);

test(`${PROGRAMS} random programs of two and three processes on one disk: the reduction misses no outcome, at a fifth of the cost`, async () => {
  const found = { compared: 0, plain: 0, reduced: 0, wrong: [] as string[] };
  for (const bodies of fc.sample(processes, { numRuns: 4 * PROGRAMS, seed: 20_260_101 })) {
    if (found.compared === PROGRAMS) break;
    const [plain, schedules] = await outcomesUnder(new PlainExhaustive(), bodies);
    if (schedules === EXECUTIONS_MAX) continue;
    const strategy = new Exhaustive();
    const [reduced, executions] = await outcomesUnder(strategy, bodies);
    found.compared++;
    found.plain += schedules;
    found.reduced += executions;
    if (reduced.size !== plain.size || strategy.isIncomplete !== null) {
      const missed = [...plain].filter((outcome) => !reduced.has(outcome));
      found.wrong.push(`${JSON.stringify(bodies)} misses ${missed.length}: ${missed[0]} ${strategy.isIncomplete}`);
    }
  }
  expect(found.wrong.slice(0, 3)).toEqual([]);
  expect(found.compared).toBe(PROGRAMS);
  expect(found.plain / found.reduced).toBeGreaterThan(5);
}, 600_000);
