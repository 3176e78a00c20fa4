import type { Actor } from '../../engine/operation.ts';

/** Actors whose counts are kept, by name; what further ones do is not learned. */
const ACTORS_MAX = 10_000;
/** Steps that are left, as far as logarithms of factorials are tabled; more count as that many. */
const LEFT_MAX = 10_000;

interface Learned {
  executions: number;
  steps: number;
}

/** How many steps each actor makes in an execution, learned from those that went before: the mean, rounded. */
export class StepCounts {
  private readonly learned: Map<number, Learned> = new Map();
  /** Of the execution in progress, by the actor's index. */
  private readonly done: number[] = [];
  private readonly expected: number[] = [];
  private readonly hashes: number[] = [];

  begin(): void {
    this.done.length = 0;
    this.expected.length = 0;
    this.hashes.length = 0;
  }

  took(actor: Actor): void {
    this.done[actor.index] = this.doneBy(actor) + 1;
  }

  /** Steps that the actor is expected to make still; at least 1, since it is asked for actors that can. */
  left(actor: Actor): number {
    const left = this.expectedOf(actor) - this.doneBy(actor);
    return left < 1 ? 1 : Math.min(left, LEFT_MAX);
  }

  /** Learns from the execution in progress, which is over. */
  end(): void {
    for (let index = 0; index < this.done.length; index++) {
      const steps = this.done[index] ?? 0;
      if (steps > 0) this.learn(this.hashes[index] as number, steps);
    }
  }

  private doneBy(actor: Actor): number {
    const known = this.done[actor.index];
    if (known !== undefined) return known;
    // Without holes: actors are asked for in any order.
    for (let index = this.done.length; index <= actor.index; index++) {
      this.done.push(0);
      this.expected.push(-1);
      this.hashes.push(0);
    }
    return 0;
  }

  private expectedOf(actor: Actor): number {
    this.doneBy(actor);
    const known = this.expected[actor.index] as number;
    if (known >= 0) return known;
    const learned = this.learned.get(actor.hash);
    const expected = learned === undefined ? 1 : Math.round(learned.steps / learned.executions);
    this.expected[actor.index] = expected;
    this.hashes[actor.index] = actor.hash;
    return expected;
  }

  private learn(hash: number, steps: number): void {
    const known = this.learned.get(hash);
    if (known !== undefined) {
      known.executions++;
      known.steps += steps;
    } else if (this.learned.size < ACTORS_MAX) this.learned.set(hash, { executions: 1, steps });
  }
}

const lnFactorials: number[] = [0];

/** ln n!, from a table. */
export function lnFactorial(n: number): number {
  for (let k = lnFactorials.length; k <= n; k++) lnFactorials.push((lnFactorials[k - 1] as number) + Math.log(k));
  return lnFactorials[n] as number;
}
