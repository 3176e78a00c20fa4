// `npm run bench`: what one execution costs, against targets. Exits 1 when a target is missed; writes nothing.
import { once } from 'node:events';
import { availableParallelism, loadavg } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Figure, formatFigures, isMissed } from './report.ts';
import { ROUNDS } from './rounds.ts';
import { workerFigures } from './workers.ts';

/**
 * One after the other, a thread each, as explorations have: V8 optimises the step loop for what it has seen in a thread,
 * so a phase would be timed with the types of those before it, which no command has.
 */
const PHASES = ['./sampled.ts', './other-executors.ts', './prioritised.ts', './exhaustive.ts', './seams.ts'];

async function main(): Promise<void> {
  console.log(
    `Node ${process.version}, ${ROUNDS} interleaved rounds, medians. One execution: 3 actors, 4 operations each, 12 steps.`,
  );
  const figures: Figure[] = [];
  for (const module of PHASES) figures.push(...(await figuresOf(module)));
  // Last: its threads would slow what is timed in others.
  figures.push(...(await workerFigures()));
  console.log(formatFigures(figures));
  warnIfBusy();
  if (figures.some(isMissed)) process.exitCode = 1;
}

async function figuresOf(module: string): Promise<Figure[]> {
  const worker = new Worker(new URL('./phase.js', import.meta.url), { workerData: { module } });
  // `once` rejects when the thread throws.
  const [figures] = (await once(worker, 'message')) as [Figure[]];
  await worker.terminate();
  return figures;
}

/** Other work slows executions, which allocate, more than bare promises: ratios rise with the load, up to five times. */
function warnIfBusy(): void {
  const load = loadavg()[0] ?? 0;
  const spare = availableParallelism() - load;
  if (spare < 0) console.log(`The machine is busy (load ${load.toFixed(1)}): run this again when it is quiet.`);
}

await main();
