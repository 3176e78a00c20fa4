import { isFirstStarved } from '../engine/fairness.ts';
import type { Actor, Operation } from '../engine/operation.ts';
import { Random } from '../engine/random.ts';
import type { Decision, Strategy } from '../engine/strategy.ts';
import type { Guarantee, Sampled, StrategyDefinition } from './strategy-definition.ts';

/** Steps of an execution before one has been seen. */
const FIRST_ESTIMATE = 50;

export const PCT: StrategyDefinition = {
  name: 'pct',
  says: 'random priorities of actors, lowered at random steps',
  options: ['depth'],
  facts: { enumerates: false, learns: false, reduces: false, isFair: true },
  make: ({ seed, depth }) => new Pct(seed, depth),
  guarantee: guaranteeOf,
};

/**
 * Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi and Nagarakatte, ASPLOS 2010). Actors get random
 * priorities and the enabled one with the highest runs; at d - 1 steps, drawn uniformly from the k that an execution is
 * expected to have, the actor that makes the step falls below all others. A bug of depth d is found in one execution with
 * probability at least 1 / (n k^(d-1)), n actors.
 *
 * Deviations: once 500 later operations have overtaken one (see fairness.ts), the execution goes on as a random walk, as
 * Coyote's fair PCT does. Letting that one through is not enough: what holds a lock may need many steps, and who polls
 * for it with growing delays would wait for weeks of virtual time. k is not given, but the most steps of an execution so far
 * that did not become a random walk. Where an actor has several operations enabled, which a thread cannot have, one of them
 * is drawn uniformly; the guarantee is for actors with one operation at a time.
 */
export class Pct implements Strategy {
  readonly seesEveryStep = true;
  private readonly random: Random;
  private readonly depth: number;
  private stepsExpected = FIRST_ESTIMATE;
  private hasSeenOne = false;
  /** By the actor's index; negative or none: not drawn yet. Initial priorities are at least `depth`, lowered ones below that. */
  private readonly priorities: number[] = [];
  private readonly changePoints: Set<number> = new Set();
  private changes = 0;
  private isFair = false;

  /** `depth`: ordering constraints that the bug needs, at least 1. */
  constructor(seed: number, depth: number) {
    this.random = new Random(seed);
    this.depth = depth;
  }

  begin(): boolean {
    this.priorities.fill(-1);
    this.changePoints.clear();
    this.changes = 0;
    this.isFair = false;
    const points = Math.min(this.depth - 1, this.stepsExpected);
    while (this.changePoints.size < points) this.changePoints.add(this.random.below(this.stepsExpected));
    return true;
  }

  choose(decision: Decision): number {
    this.isFair ||= isFirstStarved(decision);
    if (this.isFair) return this.random.below(decision.count);
    const chosen = this.highest(decision);
    const { actor } = decision.enabled[chosen] as Operation;
    if (this.changePoints.has(decision.steps)) {
      this.priorities[actor.index] = this.depth - 1 - ++this.changes;
    }
    return chosen;
  }

  end(steps: number): void {
    if (this.isFair) return;
    this.stepsExpected = this.hasSeenOne ? Math.max(this.stepsExpected, steps) : Math.max(1, steps);
    this.hasSeenOne = true;
  }

  private highest({ enabled, count }: Decision): number {
    let best = 0;
    let highest = -1;
    let ties = 0;
    for (let i = 0; i < count; i++) {
      const actor = enabled[i]?.actor as Actor;
      const priority = this.priorityOf(actor);
      if (priority < highest) continue;
      ties = priority === highest ? ties + 1 : 1;
      // Reservoir sampling over the operations of one actor.
      if (ties === 1 || this.random.below(ties) === 0) best = i;
      highest = priority;
    }
    return best;
  }

  /** Drawn when the actor is first seen: a random integer of 30 bits stands for a random place in the order. */
  private priorityOf({ index }: Actor): number {
    const known = this.priorities[index];
    if (known !== undefined && known >= 0) return known;
    const drawn = this.depth + (this.random.next() >>> 2);
    this.priorities[index] = drawn;
    return drawn;
  }
}

/** Theorem 1 of the paper, over all executions of a workload: each shows the bug with probability at least 1 / (n k^(d-1)). */
function guaranteeOf({ depth, actorsMax, stepsMax, executionsEach }: Sampled): Guarantee {
  const once = 1 / Math.max(1, actorsMax * stepsMax ** (depth - 1));
  return {
    shows: `a bug of depth ${depth} in a workload (n = ${actorsMax}, k = ${stepsMax})`,
    probability: 1 - (1 - once) ** executionsEach,
  };
}
