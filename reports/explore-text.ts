import type { ExplorationReport } from '../harness/explore/explore.ts';
import type { Verdict } from '../harness/verdict.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';

/** Lines of a timeline shown before it is cut; the replay file has all of them. */
const LINES_MAX = 40;

/** What `explore` prints for a person: a line a property, then a timeline for each violation. */
export function exploreText(
  report: ExplorationReport,
  timelines: ReadonlyMap<string, readonly string[]>,
  replayFiles: ReadonlyMap<string, string>,
  paint: Paint,
): string {
  const { scenario, implementation, executions, steps, traceHash } = report;
  const head = `${paint.strong(`${scenario} / ${implementation}`)}: ${executions} executions, ${steps} steps, trace ${traceHash}`;
  const width = Math.max(...report.verdicts.map(({ property }) => property.length));
  const rows = report.verdicts.map((verdict) => row(verdict, width, paint));
  const details = report.verdicts.filter(({ verdict }) => verdict === 'violated').map((verdict) => detail(verdict));
  return `${[head, ...rows, ...details].join('\n')}\n\n`;

  function detail(verdict: Verdict): string {
    const lines = timelines.get(verdict.property) ?? [];
    const departures = verdict.counterexample?.schedule.length ?? 0;
    const cut =
      lines.length > LINES_MAX ? [`... ${lines.length - LINES_MAX} earlier lines are in the replay file`] : [];
    return [
      '',
      `${paint.bad(verdict.property)}: ${printable(verdict.counterexample?.message ?? '')}`,
      paint.dim(`workload ${JSON.stringify(verdict.counterexample?.workload)}`),
      paint.dim(
        `faults ${JSON.stringify(verdict.counterexample?.faults)}; ${departures} departures from the default order`,
      ),
      ...[...cut, ...lines.slice(-LINES_MAX)].map((line) => `  ${line}`),
      `replay: npx raceline replay ${replayFiles.get(verdict.property) ?? ''}`,
    ].join('\n');
  }
}

function row(verdict: Verdict, width: number, paint: Paint): string {
  const word = verdict.verdict.padEnd(8);
  const painted = { holds: paint.good, violated: paint.bad, unknown: paint.unsure }[verdict.verdict](word);
  return `  ${painted}  ${verdict.property.padEnd(width)}  ${paint.dim(printable(verdict.how))}`;
}
