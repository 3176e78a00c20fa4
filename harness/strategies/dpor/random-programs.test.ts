import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amount } from '../../testing/amount.ts';
import { countTraces } from '../../testing/programs/brute-force-traces.ts';
import { type Access, Latch, LOCAL, Lock, type Program, read, type Thread } from '../../testing/programs/program.ts';
import { programScenario } from '../../testing/programs/program-scenario.ts';
import { tracesOf } from '../../testing/traces-of.ts';
import { Exhaustive } from '../exhaustive.ts';
import { PlainExhaustive } from '../plain-exhaustive.ts';

/** One instruction of a random thread. Each has one register, which reads fill and writes store. */
type Instruction =
  | { readonly kind: 'read' | 'write'; readonly variable: number; readonly windowMs: readonly [number, number] | null }
  | { readonly kind: 'locked'; readonly lock: number; readonly body: readonly Instruction[] }
  | { readonly kind: 'if odd'; readonly body: readonly Instruction[]; readonly otherwise: readonly Instruction[] }
  | { readonly kind: 'assert even'; readonly variable: number }
  | { readonly kind: 'spawn'; readonly body: readonly Instruction[] }
  | { readonly kind: 'open'; readonly latch: number }
  | { readonly kind: 'wait'; readonly latch: number }
  /** Reads, and opens the latch in the same step if what it read is odd: what the step touches depends on its place. */
  | { readonly kind: 'open if odd'; readonly variable: number; readonly latch: number }
  /** Of one of the first threads. */
  | { readonly kind: 'kill'; readonly thread: number }
  /** Of the variable whose number is in the register. */
  | { readonly kind: 'at register'; readonly isWrite: boolean; readonly windowMs: Window };

const VARIABLES = 2;
const LOCKS = 2;
const LATCHES = 2;
/** Variables that a register may name. */
const CELLS = 2;

const variable = fc.nat({ max: VARIABLES - 1 });
/** Points and spans of virtual time that exclude each other, or not. */
const windowMs = fc.constantFrom(null, null, null, [0, 0], [0, 5], [5, 5], [3, 10], [10, 20]) as fc.Arbitrary<
  readonly [number, number] | null
>;
type Window = readonly [number, number] | null;

function accessIn(windowMs: fc.Arbitrary<Window>): fc.Arbitrary<Instruction> {
  return fc.record({ kind: fc.constantFrom('read' as const, 'write' as const), variable, windowMs });
}

function atRegisterIn(windowMs: fc.Arbitrary<Window>): fc.Arbitrary<Instruction> {
  return fc.record({ kind: fc.constant('at register' as const), isWrite: fc.boolean(), windowMs });
}

/** Two or three threads whose accesses have windows of this kind. */
function threadsOf(window: fc.Arbitrary<Window>): fc.Arbitrary<Instruction[][]> {
  const access = accessIn(window);
  const plain = fc.oneof(
    { weight: 8, arbitrary: access },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('assert even' as const), variable }) },
  );
  const instruction: fc.Arbitrary<Instruction> = fc.oneof(
    { weight: 6, arbitrary: plain },
    { weight: 2, arbitrary: locked(fc.oneof({ weight: 4, arbitrary: plain }, { weight: 1, arbitrary: nestedLock() })) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('if odd' as const),
        body: fc.array(plain, { maxLength: 2 }),
        otherwise: fc.array(plain, { maxLength: 1 }),
      }),
    },
  );
  return fc.oneof(
    fc.array(fc.array(instruction, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 2 }),
    fc.array(fc.array(instruction, { minLength: 1, maxLength: 2 }), { minLength: 3, maxLength: 3 }),
  );
}

/** Two threads that go on, and one that kills one of them. */
function killedThreads(window: fc.Arbitrary<Window>): fc.Arbitrary<Instruction[][]> {
  const access = accessIn(window);
  const kill = fc.record({ kind: fc.constant('kill' as const), thread: fc.nat({ max: 1 }) });
  return fc
    .tuple(
      fc.array(fc.array(access, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 2 }),
      access,
      kill,
      access,
    )
    .map(([threads, before, last, after]) => [...threads, [before, last, after]]);
}

/** Two threads that spawn others, wait for each other, and use variables whose numbers they have read. */
function dynamicThreads(window: fc.Arbitrary<Window>): fc.Arbitrary<Instruction[][]> {
  const access = accessIn(window);
  const indexed = atRegisterIn(window);
  const latch = fc.nat({ max: LATCHES - 1 });
  const flat: fc.Arbitrary<Instruction> = fc.oneof(
    { weight: 5, arbitrary: access },
    { weight: 4, arbitrary: indexed },
    {
      weight: 1,
      arbitrary: fc.oneof(
        fc.record({ kind: fc.constant('open' as const), latch }),
        fc.record({ kind: fc.constant('wait' as const), latch }),
      ),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('assert even' as const), variable }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('open if odd' as const), variable, latch }) },
  );
  const instruction: fc.Arbitrary<Instruction> = fc.oneof(
    { weight: 6, arbitrary: flat },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('spawn' as const), body: fc.array(flat, { maxLength: 2 }) }),
    },
    { weight: 1, arbitrary: locked(flat) },
  );
  return fc.array(fc.array(instruction, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 2 });
}

/** A thread that spawns several, each of which reads what to use; another that interferes. More traces than plain enumeration can tell. */
function spawningThreads(): fc.Arbitrary<Instruction[][]> {
  const access = accessIn(fc.constant(null));
  const indexed = atRegisterIn(fc.constant(null));
  const body = fc.array(fc.oneof(access, indexed), { minLength: 1, maxLength: 2 });
  const spawn = fc.record({ kind: fc.constant('spawn' as const), body });
  const main = fc.array(fc.oneof({ weight: 2, arbitrary: access }, { weight: 3, arbitrary: spawn }), {
    minLength: 4,
    maxLength: 9,
  });
  return fc.tuple(main, fc.array(access, { maxLength: 2 }));
}

function locked(body: fc.Arbitrary<Instruction>): fc.Arbitrary<Instruction> {
  const lock = fc.nat({ max: LOCKS - 1 });
  return fc.record({ kind: fc.constant('locked' as const), lock, body: fc.array(body, { maxLength: 2 }) });
}

/** Taken while another is held: that is how deadlocks come about. */
function nestedLock(): fc.Arbitrary<Instruction> {
  return fc.record({
    kind: fc.constant('locked' as const),
    lock: fc.nat({ max: LOCKS - 1 }),
    body: fc.constant<Instruction[]>([]),
  });
}

function programOf(bodies: readonly (readonly Instruction[])[]): Omit<Program, 'figures'> {
  return {
    name: 'random',
    title: 'random',
    goesOn: true,
    threads(fail, spawn, kill) {
      const memory = Array.from({ length: VARIABLES }, (_, i) => i);
      const cells = Array.from({ length: CELLS }, (_, i) => i);
      const registers = bodies.map((_, i) => i);
      const latches = Array.from({ length: LATCHES }, (_, i) => new Latch(`latch-${i}`));
      const locks = Array.from({ length: LOCKS }, (_, i) => new Lock(`lock-${i}`));
      const names = bodies.map((_, i) => `thread-${i}`);
      const children = new Map<number, number>();
      const salts = (thread: number): number => names[thread]?.length ?? 0;
      const run = function* (thread: number, body: readonly Instruction[]): Generator<Access, void, void> {
        for (const one of body) {
          if (one.kind === 'locked') {
            const lock = locks[one.lock] as Lock;
            yield* lock.lock();
            yield* run(thread, one.body);
            yield* lock.unlock();
          } else if (one.kind === 'spawn') {
            // A step of its own: a thread begins as part of some step.
            yield LOCAL;
            const child = registers.push(registers[thread] ?? 0) - 1;
            // Named by its parent and place: whose number it is depends on the order.
            const nth = (children.get(thread) ?? 0) + 1;
            children.set(thread, nth);
            names[child] = `${names[thread]}.${nth}`;
            spawn(names[child] ?? '', () => run(child, one.body));
          } else if (one.kind === 'kill') {
            yield LOCAL;
            kill(names[one.thread] ?? '');
          } else if (one.kind === 'open if odd') {
            yield read(`v${one.variable}`);
            if (((memory[one.variable] ?? 0) & 1) === 1) latches[one.latch]?.open();
          } else if (one.kind === 'open') {
            yield LOCAL;
            latches[one.latch]?.open();
          } else if (one.kind === 'wait') {
            yield* (latches[one.latch] as Latch).wait();
          } else if (one.kind === 'at register') {
            const at = (registers[thread] ?? 0) % CELLS;
            const window = one.windowMs === null ? {} : { windowMs: one.windowMs };
            yield { kind: one.isWrite ? 'write' : 'read', resource: `cell${at}`, ...window };
            if (one.isWrite) cells[at] = 3 * (registers[thread] ?? 0) + salts(thread) + 1;
            else registers[thread] = (registers[thread] ?? 0) + (cells[at] ?? 0);
          } else if (one.kind === 'if odd') {
            yield* run(thread, ((registers[thread] ?? 0) & 1) === 1 ? one.body : one.otherwise);
          } else {
            const resource = `v${one.variable}`;
            const isWrite = one.kind === 'write';
            const window = 'windowMs' in one && one.windowMs !== null ? { windowMs: one.windowMs } : {};
            yield { kind: isWrite ? 'write' : 'read', resource, ...window };
            if (isWrite) memory[one.variable] = 3 * (registers[thread] ?? 0) + salts(thread) + 1;
            else if (one.kind === 'read') registers[thread] = (registers[thread] ?? 0) + (memory[one.variable] ?? 0);
            else if (((memory[one.variable] ?? 0) & 1) === 1) fail(`${resource} is odd`);
          }
        }
      };
      return Object.fromEntries(bodies.map((body, i): [string, Thread] => [names[i] ?? '', () => run(i, body)]));
    },
  };
}

/** Interleavings of one program at most: larger ones are left out. */
const INTERLEAVINGS_MAX = 5_000;

/** Programs of each kind. */
const STATIC = amount(200);
const UNCONDITIONAL = amount(100);
const DYNAMIC = amount(60);

/** Counting them takes long. */
const COUNTED = Math.ceil(DYNAMIC / 8);
/** Missed a trace when a race's answer was kept although the rest of the execution had become another. */
const STALE: readonly (readonly Instruction[])[] = [
  [
    { kind: 'spawn', body: [store(0), { kind: 'at register', isWrite: false, windowMs: null }] },
    { kind: 'spawn', body: [{ kind: 'at register', isWrite: true, windowMs: null }] },
    { kind: 'spawn', body: [load(0)] },
    { kind: 'spawn', body: [{ kind: 'at register', isWrite: false, windowMs: null }] },
    { kind: 'spawn', body: [{ kind: 'at register', isWrite: false, windowMs: null }, load(0)] },
  ],
  [store(0)],
];

function load(variable: number): Instruction {
  return { kind: 'read', variable, windowMs: null };
}

function store(variable: number): Instruction {
  return { kind: 'write', variable, windowMs: null };
}

/** Traces of a program that is counted without the engine: larger ones are left out. */
const TRACES_MAX = 1_000;

interface Comparison {
  compared: number;
  traces: number;
  /** Executions of the reduction that repeat a trace, or were blocked. */
  redundant: number;
  /** What the reduction got wrong, with the program. */
  readonly wrong: string[];
}

async function compare(programs: readonly (readonly (readonly Instruction[])[])[]): Promise<Comparison> {
  const found: Comparison = { compared: 0, traces: 0, redundant: 0, wrong: [] };
  for (const bodies of programs) {
    const scenario = programScenario(programOf(bodies));
    const plain = await tracesOf(scenario, new PlainExhaustive(), { executionsMax: INTERLEAVINGS_MAX });
    if (plain.tally.executions === INTERLEAVINGS_MAX) continue;
    const strategy = new Exhaustive();
    const reduced = await tracesOf(scenario, strategy, { executionsMax: INTERLEAVINGS_MAX });
    found.compared++;
    found.traces += plain.counts.size;
    found.redundant += strategy.blocked + reduced.tally.executions - reduced.discarded - reduced.counts.size;
    const missed = [...plain.counts.keys()].filter((trace) => !reduced.counts.has(trace)).length;
    const isViolationMissed = plain.tally.buggy > 0 && reduced.tally.buggy === 0;
    if (missed > 0 || isViolationMissed || strategy.isIncomplete !== null) {
      const { unreachable } = strategy;
      found.wrong.push(`${JSON.stringify(bodies)} ${JSON.stringify({ missed, isViolationMissed, unreachable })}`);
    }
  }
  return found;
}

test(`${STATIC} random programs with locks, timers and branches: no trace and no violation is missed`, async () => {
  const found = await compare(fc.sample(threadsOf(windowMs), { numRuns: STATIC * 1.05, seed: 20_170_925 }));
  expect(found.wrong.slice(0, 3)).toEqual([]);
  expect(found.compared).toBeGreaterThanOrEqual(STATIC);
  // Whether a step sets a window may depend on what it reads; only then can what was planned turn out to be a repetition.
  expect(found.redundant).toBeLessThan(found.traces / 1_000);
}, 600_000);

test.each([
  ['spawns, latches, locks, indices from memory, and timers', dynamicThreads(windowMs), 20_260_828],
  ['spawns, latches, locks, and indices from memory', dynamicThreads(fc.constant(null)), 20_261_128],
  ['kills, and timers', killedThreads(windowMs), 20_261_129],
])(
  `${DYNAMIC} random programs with %s: no trace and no violation is missed`,
  async (_, threads, seed) => {
    const found = await compare(fc.sample(threads, { numRuns: DYNAMIC * 1.1, seed }));
    expect(found.wrong.slice(0, 3)).toEqual([]);
    expect(found.compared).toBeGreaterThanOrEqual(DYNAMIC);
    // What a step touches may depend on its place: some of what is planned turns out to be a repetition.
    expect(found.redundant).toBeLessThan(1 + found.traces / 500);
  },
  600_000,
);

test(`${COUNTED} random programs of up to ${TRACES_MAX} traces: as many executions as there are traces, counted without the engine`, async () => {
  const wrong: string[] = [];
  let compared = 0;
  let largest = 0;
  for (const bodies of [STALE, ...fc.sample(spawningThreads(), { numRuns: 3 * COUNTED, seed: 20_261_128 })]) {
    if (compared === COUNTED) break;
    const program = programOf(bodies);
    const traces = countTraces(program, TRACES_MAX);
    if (traces === null || traces < 2) continue;
    compared++;
    largest = Math.max(largest, traces);
    const strategy = new Exhaustive();
    const { tally, counts } = await tracesOf(programScenario(program), strategy, { executionsMax: 2 * TRACES_MAX });
    if (tally.executions === traces && counts.size === traces && strategy.isIncomplete === null) continue;
    wrong.push(
      `${tally.executions} executions, ${counts.size} of ${traces} traces, ${strategy.blocked} blocked, ${strategy.unreachable} unreachable, ${strategy.isIncomplete}: ${JSON.stringify(bodies)}`,
    );
  }
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(compared).toBe(COUNTED);
  // Far more interleavings than plain enumeration could execute.
  expect(largest).toBeGreaterThan(TRACES_MAX / 5);
}, 900_000);

test(`${UNCONDITIONAL} random programs with locks and branches: every trace is executed exactly once`, async () => {
  const found = await compare(
    fc.sample(threadsOf(fc.constant(null)), { numRuns: UNCONDITIONAL * 1.05, seed: 20_140_122 }),
  );
  expect(found.wrong.slice(0, 3)).toEqual([]);
  expect(found.compared).toBeGreaterThanOrEqual(UNCONDITIONAL);
  expect(found.redundant).toBe(0);
}, 600_000);
