import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import type { Replayed } from './report.ts';
import type { Reporter } from './reporter.ts';
import { paintVerdict } from './verdict-text.ts';

/** The timeline, the verdict, and whether it is what was recorded. */
export const replayText: Reporter<'replay'> = {
  name: 'text',
  says: 'for people',
  render({ files }, { paint }) {
    return files.map((file) => `${linesOf(file, paint).join('\n')}\n`).join('\n');
  },
};

function linesOf(replayed: Replayed, paint: Paint): string[] {
  const { file, scenario, implementation, property, verdict, message, timeline } = replayed;
  const { followed, departures, ending, traceHash, leaks } = replayed;
  const word = paintVerdict(verdict, verdict, paint);
  return [
    `${paint.strong(`${scenario} / ${implementation}`)} (${printable(file)})`,
    ...timeline.map((line) => `  ${line}`),
    `${property}: ${word}${message === null ? '' : `: ${printable(message)}`}`,
    `${followed} of ${departures} departures followed; ended ${ending}; trace ${traceHash}`,
    ...nearness(replayed),
    sameness(replayed),
    ...leaks.map((leak) => paint.unsure(`uncontrolled: ${printable(leak)}`)),
  ];
}

/** What came of looking near the recorded schedule, if it was done. */
function nearness(replayed: Replayed): string[] {
  const { verdict, searched, foundAt, followed, departures, isAccepted, isUpdated } = replayed;
  if (isAccepted && verdict === 'holds') return ['as it was accepted'];
  const missed = `${departures - followed} of ${departures} departures could not be made`;
  if (searched === 0) return verdict === 'unknown' && followed < departures ? [`${missed}: nothing is known`] : [];
  const executions = `${searched.toLocaleString('en-US')} ${searched === 1 ? 'execution' : 'executions'} near it`;
  if (foundAt !== null) {
    const update = isUpdated ? 'is recorded now' : 'can be recorded with --update';
    return [
      `this schedule breaks it, the ${ordinal(foundAt)} near the recorded one, which does no longer; it ${update}`,
    ];
  }
  const accepted = isUpdated
    ? 'the file says now that mended code goes this way'
    : 'if the code is mended, --update writes down that it goes this way';
  if (verdict === 'holds') return [`nor do ${executions} break it; ${accepted}`];
  return [
    `${missed}, and ${executions} break nothing: the race is gone, or its steps have other names;`,
    `  ${accepted}`,
  ];
}

function ordinal(n: number): string {
  const ending = { one: 'st', two: 'nd', few: 'rd', zero: 'th', many: 'th', other: 'th' };
  return `${n.toLocaleString('en-US')}${ending[ORDINALS.select(n)]}`;
}

const ORDINALS = new Intl.PluralRules('en-US', { type: 'ordinal' });

function sameness(report: Replayed): string {
  if (report.isIdentical) return `identical to the recording, ${report.identicalReplays} of ${report.replays} times`;
  const { firstDivergence: divergence, firstChangedLine: change } = report;
  const moment = divergence?.step === undefined ? 'its moment never came' : `before step ${divergence.step}`;
  const lines = [
    report.recorded === report.implementation
      ? 'differs from the recording: the code under test, or the engine, has changed since'
      : `differs from the recording, which is of ${report.recorded}`,
  ];
  if (divergence !== null) {
    lines.push(`  first divergence: could not run ${divergence.departure.run} (${moment})`);
  }
  if (change !== null) {
    lines.push(
      `  first changed line, ${change.line}:`,
      `    recorded ${change.recorded}`,
      `    now      ${change.now}`,
    );
  }
  return lines.join('\n');
}
