import { measureHeapGrowth } from './heap.ts';
import { benchScenario, runBare, runEngine } from './programs.ts';
import { atMost, type Figure } from './report.ts';
import { EXECUTIONS, medianMicros, medianRatio, ROUNDS, timeInRounds } from './rounds.ts';

/** What an execution under random walk costs, against bare promises. */
export async function figures(): Promise<Figure[]> {
  const gates = benchScenario(0, 'gates');
  const layered = benchScenario(3, 'gates');
  const timings = await timeInRounds(
    [
      { name: 'bare', units: EXECUTIONS, run: (n) => runBare(0, n) },
      { name: 'gates', units: EXECUTIONS, run: (n) => runEngine(gates, n, 'tick') },
      { name: 'bare layered', units: EXECUTIONS, run: (n) => runBare(3, n) },
      { name: 'gates layered', units: EXECUTIONS, run: (n) => runEngine(layered, n, 'tick') },
    ],
    ROUNDS,
  );
  const micros = (name: string): number => medianMicros(timings, name);
  const ratio = (name: string, base: string): number => medianRatio(timings, name, base);
  return [
    { name: 'bare promises', measured: micros('bare'), unit: 'us' },
    { name: 'bare promises, three async layers', measured: micros('bare layered'), unit: 'us' },
    { name: 'gates mode', measured: micros('gates'), unit: 'us' },
    { name: 'gates mode against bare promises', measured: ratio('gates', 'bare'), unit: 'x', target: atMost(3.5) },
    {
      name: 'the same, three async layers an operation',
      measured: ratio('gates layered', 'bare layered'),
      unit: 'x',
      target: atMost(2.2),
    },
    { name: 'executions a second, random walk', measured: 1e6 / micros('gates'), unit: '/s' },
    {
      name: 'heap growth over 1,000,000 executions',
      measured: await measureHeapGrowth(gates),
      unit: 'MB',
      target: atMost(1),
    },
  ];
}
