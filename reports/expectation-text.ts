import type { Verdict, VerdictKind } from '../harness/scenario/verdict.ts';
import { printable } from './printable.ts';
import { replayCommand } from './replay-command.ts';
import type { Exploration, Replayed } from './report.ts';
import { verdictText } from './verdict-text.ts';
import { wrap } from './wrap.ts';

/** Columns: runners indent what a test fails with by up to four, and their summaries of it by two more. */
const WIDTH = 94;
const INDENT = '  ';
/** Lines of a timeline shown before it is cut, where a replay file has all of them. */
const LINES_MAX = 40;

/** What a test fails with whose expectation the verdict does not meet. Its first line says it alone. */
export function unexpectedText(exploration: Exploration, verdict: Verdict, expected: 'holds' | 'violated'): string {
  const { report, timelines, replayFiles } = exploration;
  const { property, counterexample } = verdict;
  const text = verdictText(verdict);
  const why = verdict.verdict === 'unknown' ? text : counterexample?.message;
  const others = report.verdicts.filter((each) => each !== verdict && each.verdict === verdict.verdict);
  const file = replayFiles.get(property);
  const below = [
    `${verdict.verdict === 'unknown' ? `${report.executions} executions` : text}; seed ${report.seed}`,
    ...(others.length === 0 || expected === 'violated'
      ? []
      : [`so is ${others.map((each) => each.property).join(', ')}`]),
    ...(counterexample === null ? [] : [inputsText(counterexample)]),
  ];
  return [
    ...headOf(`${report.scenario} / ${report.implementation}`, verdict, expected, why),
    ...below.flatMap(indented),
    ...shownOf(timelines.get(property) ?? [], file !== undefined),
    ...(file === undefined ? [] : [`${INDENT}${replayCommand(file)}`]),
  ].join('\n');
}

/** The same of a recording that is not to break anything any more. */
export function replayedText(
  recording: Pick<Replayed, 'scenario' | 'implementation' | 'property' | 'verdict' | 'message' | 'timeline'>,
  path: string,
): string {
  const { scenario, implementation, timeline, message, verdict } = recording;
  const why = verdict === 'unknown' ? 'raceline replay says what is known; with --update it accepts that' : message;
  return [
    ...headOf(`${scenario} / ${implementation}`, recording, 'holds', why ?? undefined),
    ...indented(`recorded in ${path}`),
    ...shownOf(timeline, true),
    `${INDENT}${replayCommand(path)}`,
  ].join('\n');
}

function headOf(
  what: string,
  { property, verdict }: { readonly property: string; readonly verdict: VerdictKind },
  expected: 'holds' | 'violated',
  why: string | undefined,
): string[] {
  const is = verdict === 'holds' ? 'holds' : `is ${verdict}`;
  const but = expected === 'violated' ? ', where violated was expected' : '';
  return wrap(printable(`${what}: ${property} ${is}${but}${why === undefined ? '' : `: ${why}`}`), WIDTH);
}

function inputsText({ workload, faults, schedule }: NonNullable<Verdict['counterexample']>): string {
  const departures = `${schedule.length} departure${schedule.length === 1 ? '' : 's'} from the default order`;
  return `workload ${JSON.stringify(workload)}; faults ${JSON.stringify(faults)}; ${departures}`;
}

function shownOf(timeline: readonly string[], isKept: boolean): string[] {
  const isCut = isKept && timeline.length > LINES_MAX;
  const cut = isCut ? [`... ${timeline.length - LINES_MAX} earlier lines are in the replay file`] : [];
  return [...cut, ...(isCut ? timeline.slice(-LINES_MAX) : timeline)].flatMap(indented);
}

function indented(line: string): string[] {
  return wrap(printable(line), WIDTH - INDENT.length).map((each) => `${INDENT}${each}`);
}
