import type { Accesses } from './accesses.ts';

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

/** One step of a sequence that is to be put into a tree. */
export interface SequenceStep {
  readonly who: number;
  readonly accesses: Accesses;
  /** Whether an earlier step of the sequence happens before it. */
  follows(earlier: SequenceStep): boolean;
}

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
