import type { Random } from '../../engine/random.ts';
import type { KeptSchedule, ScheduleCorpus } from './schedule-corpus.ts';

/** Of eight mutants, three reverse races, one delays a step, one goes on at random, one as another, two keep one race only. */
const KINDS = 8;
/** Races that one mutant reverses at most. */
const MOVES_MAX = 4;

/**
 * A mutated schedule, as a place in the order for every step's label: of the operations that are enabled, the one with
 * the lowest place runs. What the mutation makes impossible is passed over, and where the code goes other ways than the
 * parent did, steps that the parent did not have get random places.
 */
export class Mutant {
  private parent: KeptSchedule | null = null;
  /** From this position on, the parent's order is followed no more. */
  private cut = 0;
  /** Whose order is followed instead; null: a random one. */
  private other: KeptSchedule | null = null;
  /** Places of steps that were moved, or that are new. */
  private readonly places: Map<number, number> = new Map();
  /** The highest place of a step that ran. */
  private reached = 0;
  private readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  /** Becomes a mutant of `parent`. */
  mutate(parent: KeptSchedule, corpus: ScheduleCorpus): void {
    const { random } = this;
    const length = parent.order.length;
    this.parent = parent;
    this.cut = length;
    this.other = null;
    this.reached = 0;
    this.places.clear();
    const kind = random.below(KINDS);
    if (kind <= 2) {
      for (let moves = 1; moves === 1 || (moves <= MOVES_MAX && random.below(2) === 0); moves++)
        this.reverseRace(parent);
    } else if (kind === 3) this.delay(random.below(length));
    else if (kind === 4) this.cut = random.below(length);
    else if (kind === 5) {
      this.cut = random.below(length);
      this.other = corpus.at(random.below(corpus.size));
    } else {
      this.cut = 0;
      this.constrain(parent);
    }
  }

  /** The step at this place runs. */
  took(place: number): void {
    if (place > this.reached) this.reached = place;
  }

  placeOf(label: number): number {
    const moved = this.places.get(label);
    if (moved !== undefined) return moved;
    const { parent, cut, other } = this;
    const position = parent?.positions.get(label);
    if (position !== undefined && position < cut) return position;
    const tail = other?.positions.get(label);
    if (tail !== undefined) return cut + tail;
    const from = position === undefined ? this.reached : Math.max(cut, this.reached);
    const drawn = from + this.random.fraction() * Math.max(1, (parent?.order.length ?? 0) - from);
    this.places.set(label, drawn);
    return drawn;
  }

  /** A step that came before another comes after it; what its actor does next follows it. */
  private reverseRace({ order, races }: KeptSchedule): void {
    if (races.length === 0) {
      this.delay(this.random.below(order.length));
      return;
    }
    const race = 2 * this.random.below(races.length / 2);
    this.places.set(order[races[race] as number] as number, (races[race + 1] as number) + this.random.fraction());
  }

  /** Any order in which one race ends the other way: RFF's mutation. */
  private constrain({ order, races }: KeptSchedule): void {
    if (races.length === 0) return;
    const race = 2 * this.random.below(races.length / 2);
    const later = this.placeOf(order[races[race + 1] as number] as number);
    this.places.set(order[races[race] as number] as number, later + this.random.fraction());
  }

  /** A step comes later than it did: one decision goes another way. */
  private delay(at: number): void {
    const order = this.parent?.order ?? [];
    const label = order[at];
    if (label !== undefined) this.places.set(label, at + 1 + this.random.fraction() * (order.length - at));
  }
}
