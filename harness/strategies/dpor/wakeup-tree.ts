import { type Accesses, conflict } from './accesses.ts';
import { type SequenceStep, WakeupNode } from './wakeup-node.ts';

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
  // From the end: what a race is reversed for comes last, and is what a conflict is likely to be with.
  for (let at = sequence.length - 1; at >= 0; at--) {
    if (conflict(accesses, (sequence[at] as SequenceStep).accesses)) return -1;
  }
  return sequence.length;
}

export function isWeakInitial(node: { who: number; accesses: Accesses }, sequence: readonly SequenceStep[]): boolean {
  return weakInitial(node.who, node.accesses, sequence) >= 0;
}

/**
 * Puts a sequence into a wakeup tree, so that some branch explores it (Abdulla, Aronis, Jonsson and Sagonas, "Source sets:
 * a foundation for optimal dynamic partial order reduction", JACM 2017, definition 6.2). Nothing is added if a leaf of
 * the tree leads to it already. The accesses are copied, for the log that they are in goes on to other executions.
 */
export function insert(children: WakeupNode[], sequence: readonly SequenceStep[]): void {
  let rest = sequence;
  let level = children;
  for (let match = findMatch(level, rest); match !== null; match = findMatch(level, rest)) {
    const { at, node } = match;
    if (at < rest.length) rest = rest.filter((_, other) => other !== at);
    if (node.isLeaf) return;
    level = node.children;
  }
  level.push(WakeupNode.branch(rest));
}

function findMatch(
  level: readonly WakeupNode[],
  sequence: readonly SequenceStep[],
): { readonly node: WakeupNode; readonly at: number } | null {
  for (const node of level) {
    const at = weakInitial(node.who, node, sequence);
    if (at >= 0) return { node, at };
  }
  return null;
}
