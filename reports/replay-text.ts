import { printable } from './printable.ts';
import type { ReplayReport } from './report.ts';
import type { Reporter } from './reporter.ts';
import { paintVerdict } from './verdict-text.ts';

/** The timeline, the verdict, and whether it is what was recorded. */
export const replayText: Reporter<'replay'> = {
  name: 'text',
  says: 'for people',
  render(report, { paint }) {
    const word = paintVerdict(report.verdict, report.verdict, paint);
    const lines = [
      paint.strong(`${report.scenario} / ${report.implementation}`),
      ...report.timeline.map((line) => `  ${line}`),
      `${report.property}: ${word}${report.message === null ? '' : `: ${printable(report.message)}`}`,
      `${report.followed} of ${report.departures} departures followed; ended ${report.ending}; trace ${report.traceHash}`,
      sameness(report),
      ...report.leaks.map((leak) => paint.unsure(`uncontrolled: ${printable(leak)}`)),
    ];
    return `${lines.filter((line) => line !== '').join('\n')}\n`;
  },
};

function sameness(report: ReplayReport): string {
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
