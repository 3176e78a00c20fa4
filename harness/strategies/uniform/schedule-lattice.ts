/** States kept at most; what lies beyond is estimated for good. */
const STATES_MAX = 30_000;

/** A state in which several operations were enabled, and what is known of its continuations. */
export class State {
  readonly depth: number;
  /** Label hashes of the enabled operations. */
  readonly labels: readonly number[];
  /** The state after each of them; null as long as it was not tried. */
  readonly next: (State | null)[];
  /** ln of the completions below each, as estimated when the state was seen last. */
  readonly estimates: number[];
  /** ln of the number of completions: exact if `isKnown`. */
  completions = 0;
  /** Invariant: every continuation was seen. Then `completions` changes no more. */
  isKnown: boolean;

  constructor(depth: number, labels: readonly number[]) {
    this.depth = depth;
    this.labels = labels;
    this.next = labels.map(() => null);
    this.estimates = labels.map(() => 0);
    this.isKnown = labels.length === 0;
  }

  /** Position of the operation with this label; `hint` is where it was when the state was first seen, as a rule. */
  indexOf(label: number, hint: number): number {
    return this.labels[hint] === label ? hint : this.labels.indexOf(label);
  }

  /** ln of the completions that begin with operation `index`. */
  completionsBelow(index: number): number {
    return this.next[index]?.completions ?? (this.estimates[index] as number);
  }

  recount(): void {
    if (this.isKnown) return;
    const { labels, next } = this;
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < labels.length; i++) most = Math.max(most, this.completionsBelow(i));
    let sum = 0;
    let isKnown = true;
    for (let i = 0; i < labels.length; i++) {
      sum += Math.exp(this.completionsBelow(i) - most);
      if (next[i]?.isKnown !== true) isKnown = false;
    }
    this.completions = most + Math.log(sum);
    this.isKnown = isKnown;
  }
}

/** The end of an execution: one completion. */
const END = new State(0, []);

/**
 * All the states that executions went through, and the number of completions of each: the schedules of a program form a
 * lattice, in which different orders of the same steps meet again.
 */
export class ScheduleLattice {
  /** Some state went on in two ways after the same step: states were named too coarsely. */
  isRefuted = false;
  private readonly states: Map<number, State> = new Map();
  /** Invariant: every state, by its depth. */
  private readonly byDepth: State[][] = [];
  private readonly path: State[] = [];
  private readonly taken: number[] = [];
  private root: State | null = null;
  private isOnPath = true;
  private stepsSinceRecount = 0;

  /** Completions of the whole, exactly; null as long as something was not tried. */
  get completions(): number | null {
    return this.root?.isKnown === true ? Math.round(Math.exp(this.root.completions)) : null;
  }

  begin(): void {
    this.path.length = 0;
    this.taken.length = 0;
    this.isOnPath = true;
  }

  clear(): void {
    this.states.clear();
    this.byDepth.length = 0;
    this.root = null;
    this.isRefuted = false;
    this.begin();
  }

  /** The state that the execution is in. Null: there is no room for another. */
  enter(key: number, depth: number, labels: readonly number[], count: number): State | null {
    const state = this.states.get(key) ?? this.add(key, depth, labels.slice(0, count));
    if (state !== null && this.isOnPath) this.arriveAt(state);
    this.isOnPath = state !== null;
    return state;
  }

  /** The execution leaves the state just entered by its operation `index`. */
  leave(state: State, index: number): void {
    this.path.push(state);
    this.taken.push(index);
  }

  end(): void {
    const { path } = this;
    if (path.length === 0) return;
    if (this.isOnPath) this.arriveAt(END);
    this.stepsSinceRecount += path.length;
    if (this.root?.isKnown === false && this.stepsSinceRecount >= this.states.size) this.recountAll();
    else for (const state of path.toReversed()) state.recount();
  }

  private add(key: number, depth: number, labels: readonly number[]): State | null {
    if (this.states.size >= STATES_MAX) return null;
    const state = new State(depth, labels);
    this.states.set(key, state);
    while (this.byDepth.length <= depth) this.byDepth.push([]);
    this.byDepth[depth]?.push(state);
    return state;
  }

  private arriveAt(state: State): void {
    const last = this.path.length - 1;
    const from = this.path[last];
    if (from === undefined) {
      this.root = state;
      return;
    }
    const index = this.taken[last] as number;
    const known = from.next[index];
    if (known !== null && known !== state) {
      this.isRefuted = true;
      from.isKnown = false;
    }
    from.next[index] = state;
  }

  /** Looks at every state kept, once executions had at least that many steps since the last time: a constant factor. */
  private recountAll(): void {
    this.stepsSinceRecount = 0;
    for (let depth = this.byDepth.length - 1; depth >= 0; depth--) {
      for (const state of this.byDepth[depth] as State[]) state.recount();
    }
  }
}
