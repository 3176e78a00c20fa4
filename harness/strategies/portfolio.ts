import { deriveSeed, Random } from '../engine/random.ts';
import type { Decision, Strategy } from '../engine/strategy.ts';
import { CoverageGuided } from './coverage-guided.ts';
import { Pct } from './pct.ts';
import { Pos } from './pos.ts';
import { RandomWalk } from './random-walk.ts';
import type { StrategyDefinition } from './strategy-definition.ts';
import { Surw } from './surw.ts';
import { Urw } from './urw.ts';

export const PORTFOLIO: StrategyDefinition = {
  name: 'portfolio',
  says: 'six of these by turns, an execution each',
  options: [],
  facts: { enumerates: false, learns: true, reduces: false, isFair: true },
  make: ({ seed }) => new Portfolio(seed),
};

/**
 * Several strategies by turns, an execution each: no strategy is best on every program, and one that is a bad choice
 * costs a constant factor only. Members learn from their own executions. In every round each has one turn, in an order
 * drawn anew: with a fixed one, something else that goes by turns could fall in step with it.
 *
 * PCT's depths 1 to 3 share one turn, so each depth has its guarantee over one execution in 18.
 */
export class Portfolio implements Strategy {
  private readonly random: Random;
  /** Invariant: every member once, in the order of this round. */
  private readonly round: Strategy[];
  /** PCT by depth, less one. */
  private readonly pct: readonly Pct[];
  private turn = 0;
  private rounds = 0;
  private current: Strategy;

  constructor(seed: number) {
    this.random = new Random(deriveSeed(seed, 0));
    this.pct = [1, 2, 3].map((depth) => new Pct(deriveSeed(seed, depth), depth));
    this.current = new RandomWalk(deriveSeed(seed, 4));
    this.round = [
      this.current,
      this.pct[0] as Pct,
      new Pos(deriveSeed(seed, 5)),
      new Urw(deriveSeed(seed, 6)),
      new Surw(deriveSeed(seed, 7)),
      new CoverageGuided(deriveSeed(seed, 8)),
    ];
  }

  /** Of the member whose turn it is. */
  get seesEveryStep(): boolean {
    return this.current.seesEveryStep === true;
  }

  begin(): boolean {
    if (this.turn === 0) this.shuffle();
    const next = this.round[this.turn] as Strategy;
    this.current = next instanceof Pct ? (this.pct[this.rounds % this.pct.length] as Pct) : next;
    this.turn = (this.turn + 1) % this.round.length;
    if (this.turn === 0) this.rounds++;
    return this.current.begin();
  }

  choose(decision: Decision): number {
    return this.current.choose(decision);
  }

  end(steps: number): void {
    this.current.end(steps);
  }

  /** Fisher and Yates. */
  private shuffle(): void {
    const { round } = this;
    for (let last = round.length - 1; last > 0; last--) {
      const other = this.random.below(last + 1);
      [round[last], round[other]] = [round[other] as Strategy, round[last] as Strategy];
    }
  }
}
