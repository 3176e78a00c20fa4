import type { ExplorationReport } from '../harness/explore/explore.ts';
import type { Verdict } from '../harness/scenario/verdict.ts';
import { howClauses, howText } from './how-text.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import { wrap } from './wrap.ts';

/** Lines of a timeline shown before it is cut; the replay file has all of them. */
const LINES_MAX = 40;
/** Columns of the terminal that a report is made for. */
const WIDTH = 100;
const INDENT = '            ';

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
  return `${[head, ...rows, ...rest(report.verdicts, paint), ...details].join('\n')}\n\n`;

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
        `faults ${JSON.stringify(verdict.counterexample?.faults)}; ${departures} departure${departures === 1 ? '' : 's'} from the default order`,
      ),
      ...[...cut, ...lines.slice(-LINES_MAX)].map((line) => `  ${line}`),
      `replay: npx raceline replay ${replayFiles.get(verdict.property) ?? ''}`,
    ].join('\n');
  }
}

/** What else the verdicts that hold rest on, and why others are unknown: once, for it is the same for most. */
function rest(verdicts: readonly Verdict[], paint: Paint): string[] {
  const holding = verdicts.find(({ verdict }) => verdict === 'holds');
  const [, ...clauses] = holding === undefined ? [] : howClauses(holding.how);
  return [...clauses, ...reasons(verdicts)]
    .flatMap((text) => wrap(printable(text), WIDTH - INDENT.length))
    .map((line) => paint.dim(`${INDENT}${line}`));
}

/** Each reason for a doubt, with the properties that it is about. */
function reasons(verdicts: readonly Verdict[]): string[] {
  const properties = new Map<string, string[]>();
  for (const { verdict, how, property } of verdicts) {
    if (verdict !== 'unknown') continue;
    const text = howText(how);
    properties.set(text, [...(properties.get(text) ?? []), property]);
  }
  return [...properties].map(([how, names]) => `${properties.size === 1 ? 'unknown' : names.join(', ')}: ${how}`);
}

function row({ verdict, property, how }: Verdict, width: number, paint: Paint): string {
  const word = { holds: paint.good, violated: paint.bad, unknown: paint.unsure }[verdict](verdict.padEnd(8));
  // Why it is unknown is said below the table, once for all that it is true of.
  const established = verdict === 'unknown' ? '' : printable(howClauses(how)[0] ?? '');
  return `  ${word}  ${property.padEnd(width)}  ${paint.dim(established)}`.trimEnd();
}
