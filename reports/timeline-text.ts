import type { TimelineEvent } from '../harness/run/recorder.ts';
import type { ReplayOutcome } from '../harness/run/replay.ts';
import { elapsed } from './clock-text.ts';
import { printable } from './printable.ts';

/** A timeline as plain lines, one an event, in virtual time since the start. The same replay gives the same lines. */
export function timelineLines(outcome: Pick<ReplayOutcome, 'events' | 'violations'>): string[] {
  const width = Math.max(0, ...outcome.events.map((event) => who(event).length));
  const named = new Set<string>();
  const lines = outcome.events.map((event) => {
    const line = `${elapsed(event.at)}  ${who(event).padEnd(width)}  ${what(event)}`;
    // Where an operation was issued is said once, at its first step.
    if (event.kind !== 'step' || event.source === '' || named.has(event.text)) return line;
    named.add(event.text);
    return `${line}  (${event.source})`;
  });
  const broken = outcome.violations.map(
    ({ property, evidence }) => `violated ${property}: ${printable(evidence.message)}`,
  );
  return [...lines, ...broken];
}

/** One event as a line of `reproduce`, without its time; timelines of issues name lines by it. */
export function spokenLine(event: TimelineEvent): string {
  if (event.kind === 'step') return what(event);
  const speaker = event.kind === 'fault' ? '!! ' : event.actor === '' ? '' : `${event.actor}: `;
  return printable(`${speaker}${event.text}`);
}

function who(event: TimelineEvent): string {
  return printable(event.process);
}

function what(event: TimelineEvent): string {
  if (event.kind === 'log') return `${printable(event.actor)} logs: ${printable(event.text)}`;
  if (event.kind === 'note') return `-- ${printable(event.text)}`;
  if (event.kind === 'fault') return `!! ${printable(event.text)}`;
  const outcome = event.outcome === '' ? '' : ` -> ${printable(event.outcome)}`;
  return `${printable(event.text)} ${event.phase}${outcome}`;
}
