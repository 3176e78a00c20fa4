import { type Accesses, conflict } from './trace-order.ts';

/** A step that is to be taken at a point of the exploration, what it touches, and the steps that are to follow it. */
export class WakeupNode implements Accesses {
  readonly who: number;
  keys: Int32Array;
  modes: Uint8Array;
  from: number;
  to: number;
  readonly children: WakeupNode[] = [];

  constructor(who: number, keys: Int32Array, modes: Uint8Array, from: number, to: number) {
    this.who = who;
    this.keys = keys;
    this.modes = modes;
    this.from = from;
    this.to = to;
  }
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
    if (node.children.length === 0) return;
    level = node.children;
  }
  append(level, rest);
}

function append(children: WakeupNode[], steps: readonly SequenceStep[]): void {
  let length = 0;
  for (const { accesses } of steps) length += accesses.to - accesses.from;
  const keys = new Int32Array(length);
  const modes = new Uint8Array(length);
  let top = 0;
  let level = children;
  for (const { who, accesses } of steps) {
    const from = top;
    for (let i = accesses.from; i < accesses.to; i++) {
      keys[top] = accesses.keys[i] as number;
      modes[top++] = accesses.modes[i] as number;
    }
    const node = new WakeupNode(who, keys, modes, from, top);
    level.push(node);
    level = node.children;
  }
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
