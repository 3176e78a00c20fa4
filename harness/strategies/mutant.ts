import type { Random } from '../world/random.ts';
import type { KeptSchedule, ScheduleCorpus } from './schedule-corpus.ts';

/** Moves of one mutant at most. */
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
    this.places.clear();
    const kind = random.below(8);
    if (kind <= 1) this.cut = random.below(length);
    if (kind === 1) this.other = corpus.at(random.below(corpus.size));
    if (kind === 0) return;
    for (let moves = 1; moves <= MOVES_MAX; moves++) {
      if (kind === 2) this.delay(random.below(length), length);
      else this.reverseRace(parent);
      if (random.below(2) === 0) return;
    }
  }

  placeOf(label: number): number {
    const moved = this.places.get(label);
    if (moved !== undefined) return moved;
    const { parent, cut, other } = this;
    const position = parent?.positions.get(label);
    if (position !== undefined && position < cut) return position;
    const tail = other?.positions.get(label);
    if (tail !== undefined) return cut + tail;
    const drawn = (position === undefined ? 0 : cut) + this.random.fraction() * (parent?.order.length ?? 1);
    this.places.set(label, drawn);
    return drawn;
  }

  /** A step that came before another comes after it; what its actor does next follows it. */
  private reverseRace({ order, races }: KeptSchedule): void {
    if (races.length === 0) {
      this.delay(this.random.below(order.length), order.length);
      return;
    }
    const race = 2 * this.random.below(races.length / 2);
    this.places.set(order[races[race] as number] as number, (races[race + 1] as number) + this.random.fraction());
  }

  /** A step comes later than it did: one decision goes another way. */
  private delay(at: number, length: number): void {
    const label = this.parent?.order[at];
    if (label !== undefined) this.places.set(label, at + 1 + this.random.fraction() * (length - at));
  }
}
