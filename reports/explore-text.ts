import type { Verdict } from '../harness/scenario/verdict.ts';
import { howClauses, howText } from './how-text.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import { replayCommand } from './replay-command.ts';
import type { Exploration } from './report.ts';
import type { Reporter } from './reporter.ts';
import { exercisedText, paintVerdict } from './verdict-text.ts';
import { WIDTH, wrap } from './wrap.ts';

/** Lines of a timeline shown before it is cut; the replay file has all of them. */
const LINES_MAX = 40;
const INDENT = '            ';

/** A line a property, then a timeline for each violation. */
export const exploreText: Reporter<'explore'> = {
  name: 'text',
  says: 'for people',
  render({ seed, explorations }, { paint }) {
    return [`seed ${seed}\n`, ...explorations.map((exploration) => textOf(exploration, paint))].join('');
  },
};

function textOf(exploration: Exploration, paint: Paint): string {
  const { scenario, implementation, executions, steps, traceHash, verdicts } = exploration.report;
  const head = `${paint.strong(`${scenario} / ${implementation}`)}: ${executions} executions, ${steps} steps, trace ${traceHash}`;
  const width = Math.max(...verdicts.map(({ property }) => property.length));
  const rows = verdicts.map((verdict) => row(verdict, width, paint));
  const violated = verdicts.filter(({ verdict }) => verdict === 'violated');
  const details = violated.map((verdict) => detail(verdict, exploration, paint));
  return `${[head, ...rows, ...rest(verdicts, paint), ...details].join('\n')}\n\n`;
}

function detail({ property, counterexample }: Verdict, { timelines, replayFiles }: Exploration, paint: Paint): string {
  const lines = timelines.get(property) ?? [];
  const departures = counterexample?.schedule.length ?? 0;
  const faults = printable(JSON.stringify(counterexample?.faults) ?? '');
  const cut = lines.length > LINES_MAX ? [`... ${lines.length - LINES_MAX} earlier lines are in the replay file`] : [];
  return [
    '',
    `${paint.bad(property)}: ${printable(counterexample?.message ?? '')}`,
    paint.dim(printable(`workload ${JSON.stringify(counterexample?.workload)}`)),
    paint.dim(`faults ${faults}; ${departures} departure${departures === 1 ? '' : 's'} from the default order`),
    ...[...cut, ...lines.slice(-LINES_MAX)].map((line) => `  ${line}`),
    replayCommand(replayFiles.get(property)),
  ].join('\n');
}

/** What the verdicts that hold rest on, and why others are unknown: once, for it is the same for most. */
function rest(verdicts: readonly Verdict[], paint: Paint): string[] {
  const holding = verdicts.find(({ verdict }) => verdict === 'holds');
  const clauses = holding === undefined ? [] : howClauses(holding.how);
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

function row(verdict: Verdict, width: number, paint: Paint): string {
  const word = paintVerdict(verdict.verdict, verdict.verdict.padEnd(8), paint);
  // What is true of several is said below the table, once.
  const own = verdict.verdict === 'violated' ? printable(howText(verdict.how)) : exercisedText(verdict);
  const row = `  ${word}  ${verdict.property.padEnd(width)}`;
  return own === '' ? row.trimEnd() : `${row}  ${paint.dim(own)}`;
}
