import type { ComparedImplementation, PartedImplementations, PartingSide } from '../../../reports/report.ts';
import { timelineLines } from '../../../reports/timeline-text.ts';
import { findParting } from '../../explore/parting.ts';
import type { ReplayOutcome } from '../../run/replay.ts';
import type { Counterexample } from '../../scenario/verdict.ts';
import { askOrLose } from '../workers/ask-or-lose.ts';
import type { WorkerCrew } from '../workers/worker-crew.ts';

/**
 * Where the two part: on a schedule that only one of them survives if there is one, else in the default order. Null if one of them
 * cannot be executed in it.
 */
export async function partImplementations(
  crew: WorkerCrew,
  [left, right]: readonly ComparedImplementation[],
): Promise<PartedImplementations | null> {
  if (left === undefined || right === undefined) return null;
  const telling = tellingCounterexample(left, right) ?? tellingCounterexample(right, left);
  const run = (implementation: string): Promise<ReplayOutcome | null> =>
    askOrLose(() =>
      telling === null
        ? crew.member(0).ask({ kind: 'default-order', implementation })
        : crew.member(0).ask({ kind: 'replay', input: { implementation, ...telling.counterexample } }),
    );
  const [ours, theirs] = [await run(left.name), await run(right.name)];
  if (ours === null || theirs === null) return null;
  return {
    left: sideOf(left.name, ours),
    right: sideOf(right.name, theirs),
    parting: findParting(ours, theirs),
    property: telling?.property ?? null,
  };
}

/** An index of an event is an index of its line: what was violated has lines of its own, after them. */
function sideOf(name: string, outcome: ReplayOutcome): PartingSide {
  return { name, lines: timelineLines({ ...outcome, violations: [] }), outcome };
}

/** Of a property that only `broken` breaks. */
function tellingCounterexample(
  broken: ComparedImplementation,
  other: ComparedImplementation,
): { property: string; counterexample: Counterexample } | null {
  const kept = new Set(
    other.report.verdicts.filter(({ verdict }) => verdict !== 'violated').map(({ property }) => property),
  );
  for (const { property, counterexample } of broken.report.verdicts) {
    if (counterexample !== null && kept.has(property)) return { property, counterexample };
  }
  return null;
}
