// `npm run bench`: what one execution costs, against targets. Exits 1 when a target is missed; writes nothing.
import { existsSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { measureExhaustive } from './exhaustive.ts';
import { measureHeapGrowth } from './heap.ts';
import { benchScenario, runBare, runEngine, runFastCheck } from './programs.ts';
import { type Figure, formatFigures, isMissed } from './report.ts';
import { type Contender, medianMicros, medianRatio, timeInRounds } from './rounds.ts';
import { measureWorkers } from './workers.ts';

const ROUNDS = 11;
const EXECUTIONS = 20_000;

const gates = benchScenario(0, 'gates');
const gatesLayered = benchScenario(3, 'gates');
const seams = benchScenario(0, 'seams');
const seamsLayered = benchScenario(3, 'seams');

const contenders: readonly Contender[] = [
  { name: 'bare', units: EXECUTIONS, run: (n) => runBare(0, n) },
  { name: 'gates', units: EXECUTIONS, run: (n) => runEngine(gates, n, 'tick') },
  { name: 'bare layered', units: EXECUTIONS, run: (n) => runBare(3, n) },
  { name: 'gates layered', units: EXECUTIONS, run: (n) => runEngine(gatesLayered, n, 'tick') },
  { name: 'next-tick', units: EXECUTIONS, run: (n) => runEngine(gates, n, 'next-tick') },
  { name: 'next-tick layered', units: EXECUTIONS, run: (n) => runEngine(gatesLayered, n, 'next-tick') },
  { name: 'fast-check', units: EXECUTIONS / 10, run: (n) => runFastCheck(n) },
];

/** Timed by themselves: V8 optimises the step loop for the strategies that it has seen. */
const strategyContenders: readonly Contender[] = [
  { name: 'bare', units: EXECUTIONS, run: (n) => runBare(0, n) },
  { name: 'pct', units: EXECUTIONS, run: (n) => runEngine(gates, n, 'tick', 'pct') },
  { name: 'pos', units: EXECUTIONS, run: (n) => runEngine(gates, n, 'tick', 'pos') },
];

/** Timed after the others: once an AsyncLocalStorage has run, Node keeps its promise hooks on. */
const seamContenders: readonly Contender[] = [
  { name: 'bare', units: EXECUTIONS, run: (n) => runBare(0, n) },
  { name: 'bare layered', units: EXECUTIONS, run: (n) => runBare(3, n) },
  { name: 'seams', units: EXECUTIONS / 2, run: (n) => runEngine(seams, n, 'tick') },
  { name: 'seams layered', units: EXECUTIONS / 2, run: (n) => runEngine(seamsLayered, n, 'tick') },
];

async function main(): Promise<void> {
  console.log(
    `Node ${process.version}, ${ROUNDS} interleaved rounds, medians. One execution: 3 actors, 4 operations each, 12 steps.`,
  );
  const timings = await timeInRounds(contenders, ROUNDS);
  const strategyTimings = await timeInRounds(strategyContenders, ROUNDS);
  const reduction = await measureExhaustive();
  const heap = await measureHeapGrowth(gates);
  const seamTimings = await timeInRounds(seamContenders, ROUNDS);
  const ratio = (name: string, base: string): number => medianRatio(timings, name, base);
  const figures: Figure[] = [
    { name: 'bare promises', measured: medianMicros(timings, 'bare'), unit: 'us' },
    { name: 'bare promises, three async layers', measured: medianMicros(timings, 'bare layered'), unit: 'us' },
    { name: 'gates mode', measured: medianMicros(timings, 'gates'), unit: 'us' },
    { name: 'gates mode against bare promises', measured: ratio('gates', 'bare'), unit: 'x', target: atMost(3.5) },
    {
      name: 'the same, three async layers an operation',
      measured: ratio('gates layered', 'bare layered'),
      unit: 'x',
      target: atMost(2.2),
    },
    { name: 'the same under pct', measured: medianRatio(strategyTimings, 'pct', 'bare'), unit: 'x', target: atMost(5) },
    { name: 'the same under pos', measured: medianRatio(strategyTimings, 'pos', 'bare'), unit: 'x', target: atMost(5) },
    ...reduction,
    { name: 'executions a second, random walk', measured: 1e6 / medianMicros(timings, 'gates'), unit: '/s' },
    {
      name: "fast-check's scheduler against gates mode",
      measured: ratio('fast-check', 'gates'),
      unit: 'x',
      target: { kind: 'at least', value: 8 },
    },
    { name: 'heap growth over 1,000,000 executions', measured: heap, unit: 'MB', target: atMost(1) },
    { name: 'next-tick drain against bare promises', measured: ratio('next-tick', 'bare'), unit: 'x' },
    {
      name: 'the same, three async layers an operation',
      measured: ratio('next-tick layered', 'bare layered'),
      unit: 'x',
    },
    { name: 'seams mode (AsyncLocalStorage, world, clock)', measured: medianMicros(seamTimings, 'seams'), unit: 'us' },
    { name: 'seams mode against gates mode', measured: acrossPhases('seams', 'gates'), unit: 'x' },
    ...(await operationFigures()),
    ...(await workerFigures()),
  ];
  console.log(formatFigures(figures));
  warnIfBusy();
  if (figures.some(isMissed)) process.exitCode = 1;

  function acrossPhases(name: string, base: string): number {
    return medianMicros(seamTimings, name) / medianMicros(timings, base);
  }
}

/** Other work slows executions, which allocate, more than bare promises: ratios rise with the load, up to five times. */
function warnIfBusy(): void {
  const load = loadavg()[0] ?? 0;
  const spare = availableParallelism() - load;
  if (spare < 0) console.log(`The machine is busy (load ${load.toFixed(1)}): run this again when it is quiet.`);
}

function atMost(value: number): NonNullable<Figure['target']> {
  return { kind: 'at most', value };
}

/** One operation through a seam, where the seam's own bench is there. */
async function operationFigures(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { file, measure, name, target } of [
    { file: './fetch-operation.ts', measure: 'measureFetch', name: 'one fetch', target: 30 },
    { file: './file-operation.ts', measure: 'measureFileOperation', name: 'one file operation', target: 5 },
  ]) {
    const url = new URL(file, import.meta.url);
    if (!existsSync(url)) {
      console.log(`${name}: ${file} is not there, not measured.`);
      continue;
    }
    const module = (await import(url.href)) as Record<string, () => Promise<number> | number>;
    const measured = (await module[measure]?.()) ?? Number.NaN;
    figures.push({ name, measured, unit: 'us', target: atMost(target) });
  }
  return figures;
}

/** Last: its threads would slow what is timed in this one. */
async function workerFigures(): Promise<Figure[]> {
  const { ratio, perSecond } = await measureWorkers();
  return [
    { name: 'one worker', measured: perSecond, unit: 'executions/s' },
    {
      name: 'two workers against one, loading included',
      measured: ratio,
      unit: 'x',
      target: { kind: 'at least', value: 1.6 },
    },
  ];
}

await main();
