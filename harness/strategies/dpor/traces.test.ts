import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { programScenario } from '../../testing/programs/program-scenario.ts';
import {
  casRotation,
  fibonacci,
  fileSystem,
  indexer,
  latchedSigma,
  peterson,
  semaphore,
  sigma,
  tryLockPhilosophers,
} from '../../testing/programs/published-programs.ts';
import { runMany } from '../../testing/programs/sample.ts';
import {
  conflictGraph,
  disjoint,
  lastZero,
  lostUpdates,
  messagePassing,
  mutex,
  philosophers,
  readers,
  type TraceProgram,
  twoCounters,
  writers,
  writersAndReader,
  writesThenRead,
} from '../../testing/programs/trace-programs.ts';
import { Exhaustive } from '../exhaustive.ts';

const PROGRAMS: readonly TraceProgram[] = [
  ...[1, 2, 5, 10, 13].map(readers),
  ...[2, 3, 4, 6].map(writers),
  ...[1, 2, 3, 5].map(writersAndReader),
  ...[1, 2, 3, 4].map(writesThenRead),
  ...[2, 3, 4].map(lostUpdates),
  ...[2, 3, 4].map(twoCounters),
  ...[2, 3, 4, 5, 6, 7, 10].map(lastZero),
  ...[2, 3, 4, 5, 8].map(philosophers),
  ...[2, 3, 4, 6].map(mutex),
  messagePassing,
  ...[1, 6].map(disjoint),
  ...[1, 2, 3, 4, 5, 6].map(sigma),
  ...[3, 4, 5].map(latchedSigma),
  ...[4, 6].map(casRotation),
  ...[1, 2, 3].map(fibonacci),
  ...[11, 12, 13, 14, 15].map(indexer),
  ...[13, 14, 16, 18].map(fileSystem),
  peterson,
  tryLockPhilosophers,
  semaphore,
];

async function exploreAll(program: TraceProgram): Promise<{ executions: number; buggy: number; redundant: number }> {
  const strategy = new Exhaustive();
  const run = { implementation: 'gated', strategy, executionsMax: 100_000 };
  const { executions, buggy } = await runMany(programScenario(program), run);
  expect(strategy.isIncomplete).toBeNull();
  return { executions, buggy, redundant: strategy.blocked + strategy.unreachable };
}

describe('published numbers of Mazurkiewicz traces', () => {
  test.each(PROGRAMS)('$name has $traces traces, each executed once, none blocked', async (program) => {
    const { traces, deadlocks = 0 } = program;
    expect(await exploreAll(program)).toEqual({ executions: traces, buggy: deadlocks, redundant: 0 });
  });
});

/** Chromatic polynomial at -1 without its sign, by deletion and contraction: the acyclic orientations (Stanley 1973). */
function countOrientations(nodes: number, edges: readonly (readonly [number, number])[]): number {
  const [edge, ...others] = edges;
  if (edge === undefined) return 1;
  const [kept, merged] = edge;
  const contracted = new Map<string, readonly [number, number]>();
  for (const [a, b] of others) {
    const [c, d] = [a === merged ? kept : a, b === merged ? kept : b];
    if (c !== d) contracted.set(`${Math.min(c, d)}-${Math.max(c, d)}`, [Math.min(c, d), Math.max(c, d)]);
  }
  return countOrientations(nodes, others) + countOrientations(nodes - 1, [...contracted.values()]);
}

const GRAPHS = 500;

test(`${GRAPHS} random conflict graphs have as many traces as deletion and contraction count`, async () => {
  const graph = fc.integer({ min: 2, max: 7 }).chain((nodes) => {
    const pairs = Array.from({ length: nodes }, (_, b) => Array.from({ length: b }, (_, a) => [a, b] as const)).flat();
    return fc.record({
      nodes: fc.constant(nodes),
      edges: fc.subarray(pairs, { maxLength: Math.min(11, pairs.length) }),
    });
  });
  const counted = { right: 0, wrong: [] as string[] };
  for (const { nodes, edges } of fc.sample(graph, { numRuns: GRAPHS, seed: 20_140_122 })) {
    const program = conflictGraph(nodes, edges, countOrientations(nodes, edges));
    const { executions, redundant } = await exploreAll(program);
    if (executions === program.traces && redundant === 0) counted.right++;
    else counted.wrong.push(`${program.name}: ${executions} executions for ${program.traces} traces`);
  }
  expect(counted).toEqual({ right: GRAPHS, wrong: [] });
});
