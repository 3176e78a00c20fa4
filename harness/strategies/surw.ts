import { isFirstStarved } from '../engine/fairness.ts';
import type { Actor, Operation } from '../engine/operation.ts';
import { Random } from '../engine/random.ts';
import type { Decision, Strategy } from '../engine/strategy.ts';
import type { StrategyDefinition } from './strategy-definition.ts';
import { AccessCounts } from './uniform/access-counts.ts';
import { StepCounts } from './uniform/step-counts.ts';

export const SURW: StrategyDefinition = {
  name: 'surw',
  says: 'the same for the steps on one resource, another one each time',
  options: [],
  facts: { enumerates: false, learns: false, reduces: false, isFair: true },
  make: ({ seed }) => new Surw(seed),
};

/**
 * Selectively uniform random walk (Zhao, Wolff, Mathur and Roychoudhury, "Selectively Uniform Concurrency Testing",
 * ASPLOS 2025): in each execution some events are selected, and the orders of those are drawn uniformly, however many
 * others lie between them. An actor is intended to make the next selected step, with a probability proportional to those
 * it has left; the others wait before theirs, and what is not selected runs in random order meanwhile.
 *
 * Selected are, as in the paper, the steps on one resource, drawn in each execution from those that several actors touch
 * and one writes, as far as earlier executions showed; all steps while there are none. Uniform it is where no actor waits
 * for another on the way to its selected steps and none branches, since counts are the mean of earlier executions.
 *
 * Deviations: memory that every step of a process may touch is no resource here, nor is what a step touches beside what
 * it names. Where nothing but steps that have to wait is enabled, the intention is drawn again among their actors. An
 * actor counts from when it has an operation enabled: the paper counts threads with the one that will create them.
 */
export class Surw implements Strategy {
  readonly seesEveryStep = true;
  private readonly random: Random;
  private readonly accesses: AccessCounts = new AccessCounts();
  private readonly steps: StepCounts = new StepCounts();
  /** Hash of the selected resource. Null: every step is selected. */
  private selected: number | null = null;
  /** Null: to be drawn at the next decision. */
  private intended: Actor | null = null;
  /** Indices of the operations that may run: scratch. */
  private readonly free: number[] = [];
  /** What each of them weighs, summed up: scratch. */
  private readonly sums: number[] = [];
  /** The last decision at which each actor was counted, by its index: scratch. */
  private readonly counted: number[] = [];
  private decisions = 0;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  begin(): boolean {
    this.accesses.begin();
    this.steps.begin();
    this.intended = null;
    const { shared } = this.accesses;
    this.selected = shared.length === 0 ? null : (shared[this.random.below(shared.length)] ?? null);
    return true;
  }

  choose(decision: Decision): number {
    const chosen = decision.count === 1 ? 0 : isFirstStarved(decision) ? 0 : this.draw(decision);
    const operation = decision.enabled[chosen] as Operation;
    if (this.isSelected(operation)) this.intended = null;
    this.accesses.took(operation);
    this.steps.took(operation.actor);
    return chosen;
  }

  end(): void {
    this.accesses.end();
    this.steps.end();
  }

  private draw(decision: Decision): number {
    if (this.intended === null || this.intended.isFinished) this.intend(decision);
    let count = this.collectFree(decision);
    if (count === 0) {
      // Whoever is intended is blocked, perhaps by those that wait for it.
      this.intend(decision, true);
      count = this.collectFree(decision);
    }
    return this.free[this.random.below(count)] as number;
  }

  /** Everything but selected steps of actors that are not intended. */
  private collectFree({ enabled, count }: Decision): number {
    let found = 0;
    for (let i = 0; i < count; i++) {
      const operation = enabled[i] as Operation;
      if (operation.actor === this.intended || !this.isSelected(operation)) this.free[found++] = i;
    }
    return found;
  }

  /** Draws who makes the next selected step: by the number of those left, or among those that can make one now. */
  private intend({ enabled, count }: Decision, mustBeNow: boolean = false): void {
    this.decisions++;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const operation = enabled[i] as Operation;
      const { actor } = operation;
      const isNow = this.isSelected(operation);
      const isFirst = this.counted[actor.index] !== this.decisions;
      this.counted[actor.index] = this.decisions;
      if (mustBeNow ? isNow : isFirst) sum += Math.max(this.left(actor), isNow ? 1 : 0);
      this.sums[i] = sum;
    }
    this.intended = null;
    const at = this.random.below(sum);
    for (let i = 0; i < count && this.intended === null; i++) {
      if (at < (this.sums[i] as number)) this.intended = (enabled[i] as Operation).actor;
    }
  }

  private isSelected(operation: Operation): boolean {
    return this.selected === null || operation.resource.hash === this.selected;
  }

  private left(actor: Actor): number {
    return this.selected === null ? this.steps.left(actor) : this.accesses.left(this.selected, actor);
  }
}
