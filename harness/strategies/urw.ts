import type { Operation } from '../engine/operation.ts';
import { Random } from '../engine/random.ts';
import type { Decision, Strategy } from '../engine/strategy.ts';
import type { StrategyDefinition } from './strategy-definition.ts';
import { ScheduleLattice, type State } from './uniform/schedule-lattice.ts';
import { type Fineness, ORDER, POSITIONS, READS_FROM, StateKey } from './uniform/state-key.ts';
import { lnFactorial, StepCounts } from './uniform/step-counts.ts';

export const URW: StrategyDefinition = {
  name: 'urw',
  says: 'every interleaving as probable as the others',
  options: [],
  facts: { enumerates: false, learns: true, reduces: false, isFair: true },
  make: ({ seed }) => new Urw(seed),
};

/**
 * Uniform random walk (Zhao, Wolff, Mathur and Roychoudhury, "Selectively Uniform Concurrency Testing", ASPLOS 2025):
 * an operation is chosen with a probability proportional to the number of interleavings that begin with it, so that all
 * interleavings of the whole have the same.
 *
 * The paper computes that number from the events that each thread has left, which is exact if no thread ever waits for
 * another and none branches. Deviation: here that is only the estimate for what was not seen yet. The number itself is
 * learned: executions are paths through a lattice of states, and the completions of a state are the sum of those of the
 * states after it. What a state is begins coarse (the same steps were made, the same operations are enabled) and becomes
 * finer when one state goes on in two ways after the same step (see uniform/state-key.ts). Once every continuation of every state
 * was seen, `interleavings` gives their number and the walk is exactly uniform, unless a state is too coarse still and no
 * execution has shown it yet: this is what was learned, not a proof. Before, and where there are more states than are kept
 * (30,000), it is as near as the estimates are; an estimate that is too high draws the walk to what it has not seen, so
 * figures about uniformity hold after the executions that it learns from. Every job learns anew.
 *
 * Steps left are the mean of earlier executions, and where an actor has several operations enabled, which a thread
 * cannot have, its steps are divided evenly among them. An actor counts from when it has an operation enabled: the paper
 * counts threads with the one that will create them. A loop without end has no number of interleavings: the walk is uniform
 * over the lengths that it has seen, and goes a turn further now and then.
 */
export class Urw implements Strategy {
  readonly seesEveryStep = true;
  private readonly random: Random;
  private readonly counts: StepCounts = new StepCounts();
  private readonly key: StateKey = new StateKey();
  private readonly lattice: ScheduleLattice = new ScheduleLattice();
  private fineness: Fineness = POSITIONS;
  /** ln of the completions below each enabled operation, then their weights: scratch. */
  private readonly weights: number[] = [];
  /** Enabled operations by the index of their actor: scratch. */
  private readonly widths: number[] = [];

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  /** The number of interleavings, once every continuation of every state was seen; null before. */
  get interleavings(): number | null {
    return this.lattice.completions;
  }

  begin(): boolean {
    this.counts.begin();
    this.key.begin(this.fineness);
    this.lattice.begin();
    return true;
  }

  choose(decision: Decision): number {
    const chosen = decision.count === 1 ? 0 : this.draw(decision);
    const operation = decision.enabled[chosen] as Operation;
    this.counts.took(operation.actor);
    this.key.took(operation);
    return chosen;
  }

  end(): void {
    this.counts.end();
    this.lattice.end();
    if (!this.lattice.isRefuted) return;
    // Finer than the order of all steps there is nothing: two ways on are then another draw of the execution's randomness.
    if (this.fineness === ORDER) this.lattice.isRefuted = false;
    else {
      this.fineness = this.fineness === POSITIONS ? READS_FROM : ORDER;
      this.lattice.clear();
    }
  }

  private draw(decision: Decision): number {
    const { key, lattice, weights } = this;
    const state = lattice.enter(key.at(decision), decision.steps, key.labels, decision.count);
    this.estimate(decision);
    if (state !== null) this.recall(state, decision.count);
    const chosen = drawn(weights, decision.count, this.random);
    if (state !== null) lattice.leave(state, state.indexOf(key.labels[chosen] as number, chosen));
    return chosen;
  }

  /** The multinomial coefficient of the steps left, by first step: what a program without waiting would have. */
  private estimate({ enabled, count }: Decision): void {
    const { counts, weights, widths } = this;
    for (let i = 0; i < count; i++) widths[(enabled[i] as Operation).actor.index] = 0;
    let all = 0;
    let ways = 0;
    for (let i = 0; i < count; i++) {
      const { actor } = enabled[i] as Operation;
      const width = widths[actor.index] as number;
      widths[actor.index] = width + 1;
      if (width > 0) continue;
      const left = counts.left(actor);
      all += left;
      ways -= lnFactorial(left);
    }
    ways += lnFactorial(all - 1);
    for (let i = 0; i < count; i++) {
      const { actor } = enabled[i] as Operation;
      weights[i] = ways + Math.log(counts.left(actor) / (widths[actor.index] as number));
    }
  }

  /** Puts what is known in place of the estimates, and keeps those for the recount. */
  private recall(state: State, count: number): void {
    const { weights } = this;
    const { labels } = this.key;
    for (let i = 0; i < count; i++) {
      const index = state.indexOf(labels[i] as number, i);
      const known = state.next[index];
      if (known === null || known === undefined) state.estimates[index] = weights[i] as number;
      else weights[i] = known.completions;
    }
  }
}

/** An index drawn with the probabilities that are proportional to e to the given powers. */
function drawn(powers: number[], count: number, random: Random): number {
  let most = powers[0] as number;
  for (let i = 1; i < count; i++) most = Math.max(most, powers[i] as number);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += Math.exp((powers[i] as number) - most);
    powers[i] = sum;
  }
  const at = random.fraction() * sum;
  for (let i = 0; i < count - 1; i++) if (at < (powers[i] as number)) return i;
  return count - 1;
}
