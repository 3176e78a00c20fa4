import { watch } from 'node:fs';
import { appendFile, mkdir, open, opendir, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
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
  | { readonly kind: 'walk' }
  | { readonly kind: 'watch' | 'append'; readonly file: string }
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

/** Of programs in which somebody watches, or reads names as they come. */
const watching: fc.Arbitrary<Call> = fc.oneof(
  fc.record({ kind: fc.constant('watch' as const), file: fc.constantFrom('', 'a', 'b') }),
  fc.constant({ kind: 'walk' } as const),
);
const changing: fc.Arbitrary<Call> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('append', 'append', 'unlink', 'create', 'mkdir'),
    file: fc.constantFrom('a', 'b'),
  }) as fc.Arbitrary<Call>,
  fc.record({ kind: fc.constant('rename' as const), file, to: file }),
);
const watched = fc.tuple(
  fc.array(watching, { minLength: 1, maxLength: 2 }),
  fc.array(changing, { minLength: 1, maxLength: 2 }),
  fc.array(changing, { maxLength: 1 }),
);

async function carryOut(call: Call, text: string, tell: (what: string) => void): Promise<string> {
  if (call.kind === 'walk') {
    const names: string[] = [];
    for await (const { name } of await opendir('/d', { bufferSize: 1 })) names.push(name);
    return names.join();
  }
  if (call.kind === 'list') return (await readdir('/d')).sort().join();
  if (call.kind === 'sleep') {
    await new Promise((resolve) => setTimeout(resolve, call.ms));
    return `awake at ${Date.now() % 1_000}`;
  }
  const path = `/d/${call.file}`;
  switch (call.kind) {
    case 'watch':
      watch(path, (type, name) => tell(`${type} ${name}`));
      return 'watching';
    case 'append':
      await appendFile(path, '!');
      return 'appended';
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
function scenarioOf(bodies: readonly (readonly Call[])[], names: readonly string[], outcomes: Set<string>): Scenario {
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
      for (const name of names) env.disk.write(`/d/${name}`, 'first');
      const seen = bodies.map((): string[] => []);
      bodies.forEach((calls, i) => {
        env.actor(`actor-${i}`, env.process(`process-${i}`), async () => {
          for (const call of calls) {
            const failed = (error: unknown): string => String(Reflect.get(Object(error), 'code'));
            const tell = (what: string): void => void seen[i]?.push(what);
            tell(await carryOut(call, `text of ${i}`, tell).catch(failed));
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

async function outcomesUnder(
  strategy: Strategy,
  bodies: readonly (readonly Call[])[],
  { names, executionsMax }: Kind,
): Promise<[Set<string>, number]> {
  const outcomes = new Set<string>();
  const run = { implementation: 'only', strategy, executionsMax };
  const { executions } = await runMany(scenarioOf(bodies, names, outcomes), run);
  return [outcomes, executions];
}

/** `executionsMax`: schedules of one program; larger ones are left out. */
interface Kind {
  /** Files that are there from the start. */
  readonly names: readonly string[];
  readonly executionsMax: number;
}

const PLAIN: Kind = { names: ['a'], executionsMax: 4_000 };
const WATCHED: Kind = { names: ['a', 'b'], executionsMax: 400 };
const PROGRAMS = amount(12);

interface Found {
  compared: number;
  /** Executions without and with the reduction. */
  plain: number;
  reduced: number;
  readonly wrong: string[];
}

async function compare(samples: readonly (readonly (readonly Call[])[])[], kind: Kind): Promise<Found> {
  const found: Found = { compared: 0, plain: 0, reduced: 0, wrong: [] };
  for (const bodies of samples) {
    if (found.compared === PROGRAMS) break;
    const [plain, schedules] = await outcomesUnder(new PlainExhaustive(), bodies, kind);
    if (schedules === kind.executionsMax) continue;
    const strategy = new Exhaustive();
    const [reduced, executions] = await outcomesUnder(strategy, bodies, kind);
    found.compared++;
    found.plain += schedules;
    found.reduced += executions;
    if (reduced.size !== plain.size || strategy.isIncomplete !== null) {
      const missed = [...plain].filter((outcome) => !reduced.has(outcome));
      found.wrong.push(`${JSON.stringify(bodies)} misses ${missed.length}: ${missed[0]} ${strategy.isIncomplete}`);
    }
  }
  return found;
}

test(`${PROGRAMS} random programs of two and three processes on one disk: the reduction misses no outcome, at a fifth of the cost`, async () => {
  const found = await compare(fc.sample(processes, { numRuns: 4 * PROGRAMS, seed: 20_260_101 }), PLAIN);
  expect(found.wrong.slice(0, 3)).toEqual([]);
  expect(found.compared).toBe(PROGRAMS);
  expect(found.plain / found.reduced).toBeGreaterThan(5);
}, 600_000);

test(`${PROGRAMS} random programs in which one watches files or reads names while others change them: no outcome is missed`, async () => {
  const found = await compare(fc.sample(watched, { numRuns: 32 * PROGRAMS, seed: 20_260_102 }), WATCHED);
  expect(found.wrong.slice(0, 3)).toEqual([]);
  expect(found.compared).toBe(PROGRAMS);
}, 600_000);

test('of changes to two files of a watched folder both orders are found, though the changes have nothing else in common', async () => {
  const append = (file: string): Call[] => [{ kind: 'append', file }];
  const bodies: Call[][] = [[{ kind: 'watch', file: '' }], append('a'), append('b')];
  const [outcomes] = await outcomesUnder(new Exhaustive(), bodies, WATCHED);
  const told = [...outcomes].map((outcome) => (JSON.parse(outcome) as [string[][]])[0][0]?.slice(1).join());
  expect(told.sort()).toEqual(['', 'change a', 'change a,change b', 'change b', 'change b,change a']);
});
