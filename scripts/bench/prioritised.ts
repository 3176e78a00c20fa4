import { benchScenario, runBare, runEngine } from './programs.ts';
import { atMost, type Figure } from './report.ts';
import { EXECUTIONS, medianRatio, ROUNDS, timeInRounds } from './rounds.ts';

/** What an execution under the strategies with priorities costs, against bare promises. */
export async function figures(): Promise<Figure[]> {
  const gates = benchScenario(0, 'gates');
  const timings = await timeInRounds(
    [
      { name: 'bare', units: EXECUTIONS, run: (n) => runBare(0, n) },
      { name: 'pct', units: EXECUTIONS, run: (n) => runEngine(gates, n, 'tick', 'pct') },
      { name: 'pos', units: EXECUTIONS, run: (n) => runEngine(gates, n, 'tick', 'pos') },
    ],
    ROUNDS,
  );
  return ['pct', 'pos'].map((strategy) => ({
    name: `${strategy} against bare promises`,
    measured: medianRatio(timings, strategy, 'bare'),
    unit: 'x',
    target: atMost(5),
  }));
}
