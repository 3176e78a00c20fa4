// A process of its own: node --expose-gc --import tsx leftovers-of-one.ts SCENARIO EXECUTIONS
import { explore } from '../harness/explore/explore.ts';
import type { Scenario } from '../harness/scenario/scenario.ts';
import { leftoversBetween, takeSnapshot } from '../harness/testing/leftovers.ts';
import { CATALOGUE } from '../scenarios/index.ts';

/** Executions after which everything has been loaded, and compiled as far as V8 will. */
const WARM_UP = 5_000;
/** Megabytes. */
const GROWTH_MAX = 1;
const MIB = 2 ** 20;

const [, , name = '', executions = '0'] = process.argv;

async function liveHeap(): Promise<number> {
  // More than once, with turns between: the first collection may only queue finalisers.
  for (let i = 0; i < 4; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().heapUsed / MIB;
}

async function run(scenario: Scenario, implementation: string, count: number, seed: number): Promise<string> {
  const { verdicts } = await explore(scenario, implementation, { schedulesMax: count, seed });
  return verdicts.some(({ verdict }) => verdict === 'violated') ? 'breaks' : 'holds';
}

/** The reference, and the first that is not it and breaks. */
function implementationsOf(scenario: Scenario): string[] {
  const names = Object.keys(scenario.implementations);
  return ['reference', ...names.filter((each) => each !== 'reference').slice(0, 1)];
}

async function examine(scenario: Scenario, implementation: string): Promise<boolean> {
  const count = Number(executions);
  await run(scenario, implementation, Math.min(WARM_UP, count), 1);
  // In this order: what was seen before takes up megabytes itself.
  const before = takeSnapshot();
  const heap = await liveHeap();
  const beganAt = performance.now();
  const says = await run(scenario, implementation, count, 2);
  const seconds = (performance.now() - beganAt) / 1_000;
  const growth = (await liveHeap()) - heap;
  const left = leftoversBetween(before, takeSnapshot());
  const isGrown = growth > GROWTH_MAX;
  console.log(
    `${name} / ${implementation} (${says}): ${growth.toFixed(2)} MiB${isGrown ? ' MORE' : ''}, ${left.length} left, ${seconds.toFixed(0)} s`,
  );
  for (const line of left.slice(0, 20)) console.log(`  ${line}`);
  return left.length === 0 && !isGrown;
}

const { scenario } = (await CATALOGUE.get(name)?.load()) ?? {};
if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
for (const implementation of implementationsOf(scenario)) {
  if (!(await examine(scenario, implementation))) process.exitCode = 1;
}
