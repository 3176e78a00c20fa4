import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SimProcess } from '../../engine/process.ts';
import type { Strategy } from '../../engine/strategy.ts';
import { defineScenario, type Scenario } from '../../scenario/scenario.ts';
import { amount } from '../../testing/amount.ts';
import { runMany } from '../../testing/programs/sample.ts';
import { Exhaustive } from '../exhaustive.ts';
import { PlainExhaustive } from '../plain-exhaustive.ts';

/** The first three are about the process's own end. */
const CALLS = [
  'end-notes',
  'end-unlinks',
  'end-again',
  'sleep',
  'unref',
  'read',
  'write',
  'is-alive',
  'signal',
  'handles',
  'stuck',
] as const;
type Call = (typeof CALLS)[number];

/** Two or three processes, and whether each runs its calls in one actor or each call in an actor of its own. */
const programs = fc.record({
  bodies: fc.array(fc.array(fc.constantFrom(...CALLS), { minLength: 1, maxLength: 3 }), {
    minLength: 2,
    maxLength: 3,
  }),
  isSpread: fc.boolean(),
});
type Program = typeof programs extends fc.Arbitrary<infer T> ? T : never;

const code = (error: unknown): string => String(Reflect.get(Object(error), 'code') ?? error);

function tryTo(call: () => unknown): string {
  try {
    return String(call());
  } catch (error) {
    return code(error);
  }
}

async function carryOut(call: Call, note: (text: string) => void, other: SimProcess): Promise<void> {
  switch (call) {
    case 'sleep':
      await sleep(5);
      return;
    case 'read':
      note(await readFile('/d/a', 'utf8').catch(code));
      return;
    case 'write':
      await writeFile('/d/a', 'written').catch(code);
      return;
    case 'is-alive':
      note(tryTo(() => process.kill(other.pid, 0)));
      return;
    case 'signal':
      note(tryTo(() => process.kill(other.pid, 'SIGUSR2')));
      return;
    case 'end-notes':
      process.on('exit', (exitCode) => note(`exit ${exitCode} ${tryTo(() => readFileSync('/d/a', 'utf8'))}`));
      return;
    case 'end-unlinks':
      process.on('exit', () => note(tryTo(() => unlinkSync('/d/a'))));
      return;
    case 'end-again':
      process.once('beforeExit', () => setTimeout(() => note(tryTo(() => writeFileSync('/d/a', 'again'))), 2));
      return;
    case 'unref':
      setTimeout(() => note('unrefed'), 3).unref();
      return;
    case 'handles':
      process.on('SIGUSR2', () => setTimeout(() => note('handled'), 1));
      return;
    case 'stuck':
      await new Promise(() => {});
  }
}

function scenarioOf({ bodies, isSpread }: Program, outcomes: Set<string>): Scenario {
  return defineScenario<null, null, null, string[][]>({
    name: 'random-ends',
    title: 'random processes that end',
    memory: 'per-process',
    fileMsMax: 0,
    implementations: { only: { says: 'random', subject: null } },
    examples: { only: { workload: null, faults: null } },
    workload: fc.constant(null),
    faults: fc.constant(null),
    setup(env) {
      env.disk.write('/d/a', 'first');
      const seen = bodies.map((): string[] => []);
      const processes = bodies.map((_, i) => env.process(`process-${i}`));
      bodies.forEach((calls, i) => {
        const own = processes[i] as SimProcess;
        const other = processes[(i + 1) % processes.length] as SimProcess;
        const note = (text: string): void => void seen[i]?.push(text);
        if (isSpread) {
          for (const [k, call] of calls.entries()) env.actor(`${i}-${k}`, own, () => carryOut(call, note, other));
        } else {
          env.actor(`actor-${i}`, own, async () => {
            for (const call of calls) await carryOut(call, note, other);
          });
        }
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
          const alive = env.execution.processes.map((each) => each.alive);
          outcomes.add(JSON.stringify([seen, env.disk.read('/d/a'), alive, env.execution.ending]));
          return undefined;
        },
      },
    ],
  });
}

async function outcomesUnder(strategy: Strategy, program: Program): Promise<[Set<string>, number]> {
  const outcomes = new Set<string>();
  const run = { implementation: 'only', strategy, executionsMax: EXECUTIONS_MAX };
  const { executions } = await runMany(scenarioOf(program, outcomes), run);
  return [outcomes, executions];
}

/** Schedules of one program at most: larger ones are left out. */
const EXECUTIONS_MAX = 3_000;
const PROGRAMS = amount(12);

test(`${PROGRAMS} random programs of processes that end by themselves: the reduction misses no outcome`, async () => {
  const found = { compared: 0, plain: 0, reduced: 0, wrong: [] as string[] };
  for (const program of fc.sample(programs, { numRuns: 10 * PROGRAMS, seed: 20_260_101 })) {
    if (found.compared === PROGRAMS) break;
    if (!program.bodies.flat().some((call) => call.startsWith('end-') || call === 'unref')) continue;
    const [plain, schedules] = await outcomesUnder(new PlainExhaustive(), program);
    if (schedules === EXECUTIONS_MAX) continue;
    const strategy = new Exhaustive();
    const [reduced, executions] = await outcomesUnder(strategy, program);
    found.compared++;
    const isWrong = reduced.size !== plain.size || strategy.isIncomplete !== null;
    found.plain += schedules;
    found.reduced += executions;
    // A signal may kill a process whose operations have deadlines, and whether an unref'ed timer fires is up to all others: of
    // reversals of that some cannot be taken, and it says so.
    const mayBeIncomplete = program.bodies.flat().some((call) => call === 'signal' || call === 'unref');
    if (mayBeIncomplete ? strategy.isIncomplete === null && reduced.size !== plain.size : isWrong) {
      const missed = [...plain].filter((outcome) => !reduced.has(outcome));
      found.wrong.push(`${JSON.stringify(program)} misses ${missed.length}: ${missed[0]} ${strategy.isIncomplete}`);
    }
  }
  expect(found.wrong.slice(0, 5)).toEqual([]);
  expect(found.compared).toBe(PROGRAMS);
  expect(found.plain / found.reduced).toBeGreaterThan(1);
}, 600_000);
