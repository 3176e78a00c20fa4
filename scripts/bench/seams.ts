import { measureFetch, measureMsw } from './fetch-operation.ts';
import { measureFileOperation } from './file-operation.ts';
import { benchScenario, runBare, runEngine } from './programs.ts';
import { atMost, type Figure } from './report.ts';
import { EXECUTIONS, medianMicros, medianRatio, ROUNDS, timeInRounds } from './rounds.ts';

/**
 * What seams add. Bare promises are slower here than elsewhere: once an AsyncLocalStorage has run, Node keeps promise
 * hooks on.
 */
export async function figures(): Promise<Figure[]> {
  const seams = benchScenario(0, 'seams');
  const timings = await timeInRounds(
    [
      { name: 'bare', units: EXECUTIONS, run: (n) => runBare(0, n) },
      { name: 'seams', units: EXECUTIONS / 2, run: (n) => runEngine(seams, n, 'tick') },
    ],
    ROUNDS,
  );
  return [
    { name: 'seams mode (AsyncLocalStorage, world, clock)', measured: medianMicros(timings, 'seams'), unit: 'us' },
    { name: 'seams mode against bare promises', measured: medianRatio(timings, 'seams', 'bare'), unit: 'x' },
    { name: 'one fetch', measured: await measureFetch(), unit: 'us', target: atMost(30) },
    {
      name: 'an msw upstream against one that returns a Response',
      measured: await measureMsw(),
      unit: 'x',
      target: atMost(5),
    },
    { name: 'one file operation', measured: await measureFileOperation(), unit: 'us', target: atMost(5) },
  ];
}
