import { isFirstStarved } from '../engine/fairness.ts';
import type { Operation } from '../engine/operation.ts';
import { deriveSeed, Random } from '../engine/random.ts';
import type { Schedule } from '../engine/schedule.ts';
import { stepHash } from '../engine/step-hash.ts';
import type { Decision, Strategy } from '../engine/strategy.ts';
import { Mutant } from './greybox/mutant.ts';
import { OrderedPairs } from './greybox/ordered-pairs.ts';
import { KeptSchedule, ScheduleCorpus } from './greybox/schedule-corpus.ts';
import { Pos } from './pos.ts';
import { Replay } from './replay.ts';
import type { StrategyDefinition } from './strategy-definition.ts';

/** Share of the executions that partial-order sampling has at least, and mutation too. */
const SHARE_MIN = 0.1;
/** Executions of partial-order sampling before the first mutant: what there is to mutate. */
const FIRST = 16;
/** How fast it is forgotten what was new. */
const LEARNING_RATE = 0.05;
/** Steps of a schedule that are kept; what lies beyond is not mutated. */
const STEPS_KEPT_MAX = 5_000;

export const COVERAGE_GUIDED: StrategyDefinition = {
  name: 'coverage-guided',
  says: 'mutates schedules that reached something new',
  options: [],
  facts: { enumerates: false, learns: true, reduces: false, isFair: true },
  make: ({ seed }) => new CoverageGuided(seed),
};

/** The same from one known schedule on: what lies near it comes first. It is no strategy of the catalogue: a user has no such schedule. */
export function near(start: Schedule): StrategyDefinition {
  const { facts, options } = COVERAGE_GUIDED;
  const says = 'mutates one schedule, and those that this leads to';
  return { name: 'near', says, options, facts, make: ({ seed }) => new CoverageGuided(seed, new Replay(start)) };
}

/**
 * Greybox fuzzing of schedules, after RFF (Wolff, Shi, Duck, Mathur and Roychoudhury, "Greybox Fuzzing for Concurrency
 * Testing", ASPLOS 2024): schedules that reached something new are kept and mutated, those with rare signatures more often
 * (see greybox/schedule-corpus.ts). Newness is an ordered pair of conflicting steps that no execution had before, by labels.
 *
 * Deviations: RFF keeps abstract schedules, sets of reads-from constraints that partial-order sampling is made to meet.
 * Here concrete orders of steps are kept. One mutation in four is like RFF's, with a single constraint: any order in which
 * one race ends the other way. The others stay near the parent: races are reversed and everything else left as it was, a
 * step comes later, the rest is random, or that of another schedule (see greybox/mutant.ts). Plain partial-order sampling has
 * executions of its own: the first 16, then more or fewer by what it has found of late. A pair here is reads-from, or a write
 * after a write or a read; a signature that is new keeps no schedule. What a step touches beside what it names is not seen.
 */
export class CoverageGuided implements Strategy {
  readonly seesEveryStep = true;
  private readonly random: Random;
  private readonly pairs: OrderedPairs = new OrderedPairs();
  private readonly corpus: ScheduleCorpus = new ScheduleCorpus();
  private readonly mutant: Mutant;
  private readonly order: number[] = [];
  private readonly base: Pos;
  /**
   * What is followed first, and mutation begins with: by the first execution that asks, for that may be the second one (a job
   * begins with the default order). Null: nothing is known, or it has been followed.
   */
  private start: Strategy | null;
  /** Executions of partial-order sampling before the first mutant. */
  private readonly first: number;
  private executions = 0;
  private isBase = true;
  /** Executions of each kind that found something new, of late. */
  private baseYield = 1;
  private mutantYield = 1;
  private steps = 0;

  constructor(seed: number, start: Strategy | null = null) {
    this.random = new Random(seed);
    this.start = start;
    this.first = start === null ? FIRST : 1;
    this.mutant = new Mutant(this.random);
    this.base = new Pos(deriveSeed(seed, 0));
  }

  begin(): boolean {
    this.pairs.begin();
    this.order.length = 0;
    this.steps = 0;
    this.base.begin();
    const parent =
      this.executions++ < this.first || this.random.fraction() < this.shareOfBase ? null : this.corpus.next();
    this.isBase = parent === null;
    if (parent !== null) this.mutant.mutate(parent, this.corpus);
    return true;
  }

  choose(decision: Decision): number {
    const chosen = this.pick(decision);
    const operation = decision.enabled[chosen] as Operation;
    const label = stepHash(operation);
    this.pairs.took(operation, label, this.steps);
    if (this.steps++ < STEPS_KEPT_MAX) this.order.push(label);
    return chosen;
  }

  end(): void {
    if (this.steps === 0) return;
    this.start = null;
    const { fresh, signature, races } = this.pairs;
    this.corpus.saw(signature);
    const found = fresh > 0 ? 1 : 0;
    if (this.isBase) this.baseYield += (found - this.baseYield) * LEARNING_RATE;
    else this.mutantYield += (found - this.mutantYield) * LEARNING_RATE;
    if (fresh > 0) this.corpus.add(new KeptSchedule(this.order.slice(), races.filter(isKept), signature));
  }

  /** Whichever of late found more that is new has more turns; both have some. */
  private get shareOfBase(): number {
    const share = this.baseYield / (this.baseYield + this.mutantYield + 1e-9);
    return Math.min(1 - SHARE_MIN, Math.max(SHARE_MIN, share));
  }

  private pick(decision: Decision): number {
    const { enabled, count } = decision;
    if (this.start !== null) return this.start.choose(decision);
    if (this.isBase) return this.base.choose(decision);
    if (isFirstStarved(decision)) return 0;
    let best = 0;
    let lowest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      const place = this.mutant.placeOf(stepHash(enabled[i] as Operation));
      if (place >= lowest) continue;
      lowest = place;
      best = i;
    }
    this.mutant.took(lowest);
    return best;
  }
}

/** Whether the positions of a race are among those kept. Both are, or neither is mutated: the list is of pairs. */
function isKept(_position: number, index: number, races: readonly number[]): boolean {
  return (races[index | 1] as number) < STEPS_KEPT_MAX;
}
