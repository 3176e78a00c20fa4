import { benchScenario, runBare, runEngine, runFastCheck } from './programs.ts';
import { atLeast, type Figure } from './report.ts';
import { EXECUTIONS, medianRatio, ROUNDS, timeInRounds } from './rounds.ts';

/** The same program under fast-check's scheduler, and under the drain that uses public API only. */
export async function figures(): Promise<Figure[]> {
  const gates = benchScenario(0, 'gates');
  const layered = benchScenario(3, 'gates');
  const timings = await timeInRounds(
    [
      { name: 'bare', units: EXECUTIONS, run: (n) => runBare(0, n) },
      { name: 'bare layered', units: EXECUTIONS, run: (n) => runBare(3, n) },
      { name: 'next-tick', units: EXECUTIONS, run: (n) => runEngine(gates, n, 'next-tick') },
      { name: 'next-tick layered', units: EXECUTIONS, run: (n) => runEngine(layered, n, 'next-tick') },
      { name: 'gates', units: EXECUTIONS, run: (n) => runEngine(gates, n, 'tick') },
      { name: 'fast-check', units: EXECUTIONS / 10, run: (n) => runFastCheck(n) },
    ],
    ROUNDS,
  );
  const ratio = (name: string, base: string): number => medianRatio(timings, name, base);
  return [
    {
      name: "fast-check's scheduler against gates mode",
      measured: ratio('fast-check', 'gates'),
      unit: 'x',
      target: atLeast(8),
    },
    { name: 'next-tick drain against bare promises', measured: ratio('next-tick', 'bare'), unit: 'x' },
    {
      name: 'the same, three async layers an operation',
      measured: ratio('next-tick layered', 'bare layered'),
      unit: 'x',
    },
  ];
}
