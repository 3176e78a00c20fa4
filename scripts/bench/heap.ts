import type { Scenario } from '../../harness/scenario/scenario.ts';
import { runEngine } from './programs.ts';

const EXECUTIONS = 1_000_000;
const WARM_UP = 20_000;

/** Megabytes by which the live heap grows over a million executions. Needs --expose-gc; NaN without it. */
export async function measureHeapGrowth(scenario: Scenario): Promise<number> {
  await runEngine(scenario, WARM_UP, 'tick');
  const before = liveHeap();
  await runEngine(scenario, EXECUTIONS, 'tick');
  return (liveHeap() - before) / 2 ** 20;
}

function liveHeap(): number {
  if (globalThis.gc === undefined) return Number.NaN;
  // Twice: the first collection may only queue finalisers.
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
