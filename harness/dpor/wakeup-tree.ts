import { type Accesses, conflict } from './trace-order.ts';

/** A step that is to be taken at a point of the exploration, and those that are to follow it. */
export interface WakeupNode {
  readonly who: number;
  accesses: Accesses;
  readonly children: WakeupNode[];
}

/** One step of a sequence that is to be put into a tree. */
export interface SequenceStep {
  readonly who: number;
  readonly accesses: Accesses;
  /** Whether an earlier step of the sequence happens before it. */
  follows(earlier: SequenceStep): boolean;
}

/**
 * A step that may come first in some execution of the sequence, give or take the order of independent steps: the first of
 * its operation in the sequence, with nothing that happens before it, or independent of the whole sequence.
 * Returns its index in the sequence, its length if the sequence does without it, and -1 if it is none.
 */
function weakInitial(who: number, accesses: Accesses, sequence: readonly SequenceStep[]): number {
  for (let at = 0; at < sequence.length; at++) {
    const step = sequence[at] as SequenceStep;
    if (step.who !== who) continue;
    for (let earlier = 0; earlier < at; earlier++) {
      const before = sequence[earlier] as SequenceStep;
      // What it touches may depend on where it runs: what is known of both runs counts.
      if (step.follows(before) || conflict(accesses, before.accesses)) return -1;
    }
    return at;
  }
  for (const step of sequence) if (conflict(accesses, step.accesses)) return -1;
  return sequence.length;
}

export function isWeakInitial(node: { who: number; accesses: Accesses }, sequence: readonly SequenceStep[]): boolean {
  return weakInitial(node.who, node.accesses, sequence) >= 0;
}

/**
 * Puts a sequence into a wakeup tree, so that some branch explores it (Abdulla, Aronis, Jonsson and Sagonas, "Source sets:
 * a foundation for optimal dynamic partial order reduction", JACM 2017, definition 6.2). Nothing is added if a leaf of
 * the tree leads to it already. `keep` copies accesses that the log will overwrite.
 */
export function insert(
  children: WakeupNode[],
  sequence: readonly SequenceStep[],
  keep: (accesses: Accesses) => Accesses,
): void {
  let rest = [...sequence];
  let level = children;
  for (;;) {
    const match = findMatch(level, rest);
    if (match === null) break;
    if (match.at < rest.length) rest = rest.filter((_, at) => at !== match.at);
    if (match.node.children.length === 0) return;
    level = match.node.children;
  }
  for (const { who, accesses } of rest) {
    const node: WakeupNode = { who, accesses: keep(accesses), children: [] };
    level.push(node);
    level = node.children;
  }
}

function findMatch(
  level: readonly WakeupNode[],
  sequence: readonly SequenceStep[],
): { readonly node: WakeupNode; readonly at: number } | null {
  for (const node of level) {
    const at = weakInitial(node.who, node.accesses, sequence);
    if (at >= 0) return { node, at };
  }
  return null;
}
