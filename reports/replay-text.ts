import type { Divergence } from '../harness/strategies/replay.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';

/** What `replay` found. */
export interface ReplayReport {
  readonly scenario: string;
  readonly implementation: string;
  readonly property: string;
  readonly verdict: 'holds' | 'violated' | 'unknown';
  readonly message: string | null;
  readonly traceHash: string;
  readonly isIdentical: boolean;
  readonly replays: number;
  readonly identicalReplays: number;
  readonly followed: number;
  readonly departures: number;
  readonly firstDivergence: Divergence | null;
  readonly firstChangedLine: { readonly line: number; readonly recorded: string; readonly now: string } | null;
  readonly ending: string;
  readonly leaks: readonly string[];
  readonly timeline: readonly string[];
}

export function replayText(report: ReplayReport, paint: Paint): string {
  const word = { holds: paint.good, violated: paint.bad, unknown: paint.unsure }[report.verdict](report.verdict);
  const lines = [
    paint.strong(`${report.scenario} / ${report.implementation}`),
    ...report.timeline.map((line) => `  ${line}`),
    `${report.property}: ${word}${report.message === null ? '' : `: ${printable(report.message)}`}`,
    `${report.followed} of ${report.departures} departures followed; ended ${report.ending}; trace ${report.traceHash}`,
    sameness(report),
    ...report.leaks.map((leak) => paint.unsure(`uncontrolled: ${printable(leak)}`)),
  ];
  return `${lines.filter((line) => line !== '').join('\n')}\n`;
}

function sameness(report: ReplayReport): string {
  if (report.isIdentical) return `identical to the recording, ${report.identicalReplays} of ${report.replays} times`;
  const { firstDivergence: divergence, firstChangedLine: change } = report;
  const moment = divergence?.step === undefined ? 'its moment never came' : `before step ${divergence.step}`;
  const lines = ['differs from the recording: the code under test, or the engine, has changed since'];
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
