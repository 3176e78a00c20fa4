import { type Accesses, conflict } from './trace-order.ts';

/** Integers in one block of memory for planned steps: many small arrays would cost more than what is in them. */
const BLOCK = 4_096;
/** Integers kept for each planned step: whose it is, and where its accesses begin. */
const WIDTH = 2;

/** Steps that are planned one after the other, and what each touches. Filled from the front, never overwritten. */
class Block {
  readonly steps: Int32Array;
  readonly keys: Int32Array;
  readonly modes: Uint8Array;
  stepsTop = 0;
  accessesTop = 0;

  constructor(steps: number, accesses: number) {
    this.steps = new Int32Array(steps);
    this.keys = new Int32Array(accesses);
    this.modes = new Uint8Array(accesses);
  }

  hasRoom(steps: number, accesses: number): boolean {
    return this.stepsTop + WIDTH * steps + 1 <= this.steps.length && this.accessesTop + accesses <= this.keys.length;
  }
}

let block: Block = new Block(BLOCK, BLOCK);

/**
 * A step that is to be taken at a point of the exploration, what it touches, and the steps that are to follow it. Most
 * nodes have one child and are never looked at before their turn, so a branch is kept as a row of steps, and becomes nodes
 * one by one when somebody asks.
 */
export class WakeupNode implements Accesses {
  readonly who: number;
  keys: Int32Array;
  modes: Uint8Array;
  from: number;
  to: number;
  private readonly block: Block | null;
  /** The steps that follow in the block: from `next` to `end`. */
  private readonly next: number;
  private readonly end: number;
  private made: WakeupNode[] | null = null;

  private constructor(who: number, place: Accesses, block: Block | null, next: number, end: number) {
    this.who = who;
    this.keys = place.keys;
    this.modes = place.modes;
    this.from = place.from;
    this.to = place.to;
    this.block = block;
    this.next = next;
    this.end = end;
  }

  /** A step that nothing is to follow, and of which nothing is known yet. */
  static alone(who: number, { keys, modes }: { keys: Int32Array; modes: Uint8Array }): WakeupNode {
    return new WakeupNode(who, { keys, modes, from: 0, to: 0 }, null, 0, 0);
  }

  /** The first step of a row, which the others follow. */
  private static of(block: Block, at: number, end: number): WakeupNode {
    const { steps, keys, modes } = block;
    const place = { keys, modes, from: steps[at + 1] as number, to: steps[at + 1 + WIDTH] as number };
    return new WakeupNode(steps[at] as number, place, block, at + WIDTH, end);
  }

  /** A branch of these steps, one after the other. Their accesses are copied. */
  static branch(sequence: readonly SequenceStep[]): WakeupNode {
    let length = 0;
    for (const { accesses } of sequence) length += accesses.to - accesses.from;
    if (!block.hasRoom(sequence.length + 1, length)) {
      block = new Block(Math.max(BLOCK, WIDTH * (sequence.length + 2)), Math.max(BLOCK, length));
    }
    const { steps, keys, modes, stepsTop: begin } = block;
    let at = begin;
    let top = block.accessesTop;
    for (const { who, accesses } of sequence) {
      steps[at] = who;
      steps[at + 1] = top;
      at += WIDTH;
      for (let i = accesses.from; i < accesses.to; i++) {
        keys[top] = accesses.keys[i] as number;
        modes[top++] = accesses.modes[i] as number;
      }
    }
    // Where those of the last one end.
    steps[at + 1] = top;
    block.stepsTop = at + WIDTH;
    block.accessesTop = top;
    return WakeupNode.of(block, begin, at);
  }

  /** The steps that are planned after this one. */
  get children(): WakeupNode[] {
    if (this.made === null) {
      this.made = [];
      if (this.block !== null && this.next < this.end) this.made.push(WakeupNode.of(this.block, this.next, this.end));
    }
    return this.made;
  }

  get isLeaf(): boolean {
    return this.made === null ? this.next === this.end : this.made.length === 0;
  }

  /** Gives the steps after this one away. */
  takeChildren(): WakeupNode[] {
    const { children } = this;
    this.made = NO_NODES;
    return children;
  }
}

/** Never written: a node whose children were taken is in progress, and gets no more. */
const NO_NODES: WakeupNode[] = [];

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
