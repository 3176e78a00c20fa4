/** Schedules kept; the one that was mutated most often makes room. */
const CORPUS_MAX = 256;
/** Signatures counted before the counts are begun anew. */
const SIGNATURES_MAX = 10_000;
/** Mutants of one schedule before the next has its turn. */
const ENERGY_MAX = 16;

/** Mutants of a new schedule, whose turn it is at once. */
const ENERGY_NEW = 32;

/** A schedule that reached something new. */
export class KeptSchedule {
  /** Label hashes of its steps, in order. */
  readonly order: readonly number[];
  /** Position of each label. */
  readonly positions: ReadonlyMap<number, number>;
  /** Positions of two steps that raced, flat. */
  readonly races: readonly number[];
  readonly signature: number;
  /** Turns that it had. */
  turns = 0;
  mutants = 0;

  constructor(order: readonly number[], races: readonly number[], signature: number) {
    this.order = order;
    this.positions = new Map(order.map((label, at) => [label, at]));
    this.races = races;
    this.signature = signature;
  }
}

/**
 * The schedules worth mutating, and whose turn it is. The power schedule is AFLFast's cut-off exponential (Böhme, Pham and
 * Roychoudhury, CCS 2016), which RFF uses too: a schedule whose signature came up more often than the average gets
 * nothing, others twice as much at each turn, divided by how often it came up. Deviation: a new schedule
 * is mutated at once, before those that were kept earlier have their next turn.
 */
export class ScheduleCorpus {
  private readonly kept: KeptSchedule[] = [];
  private readonly frequencies: Map<number, number> = new Map();
  private executions = 0;
  private turn = 0;
  private energy = 0;

  get size(): number {
    return this.kept.length;
  }

  /** One of those kept, by its index. */
  at(index: number): KeptSchedule {
    return this.kept[index] as KeptSchedule;
  }

  /** Counts an execution. */
  saw(signature: number): boolean {
    if (this.frequencies.size >= SIGNATURES_MAX) {
      this.frequencies.clear();
      this.executions = 0;
    }
    this.executions++;
    const known = this.frequencies.get(signature);
    this.frequencies.set(signature, (known ?? 0) + 1);
    return known === undefined;
  }

  add(schedule: KeptSchedule): void {
    if (this.kept.length < CORPUS_MAX) {
      this.kept.push(schedule);
      this.startWith(this.kept.length - 1);
      return;
    }
    let most = 0;
    for (let i = 1; i < this.kept.length; i++) if (this.at(i).mutants > this.at(most).mutants) most = i;
    this.kept[most] = schedule;
    this.startWith(most);
  }

  /** The schedule to mutate next; null while there is none. */
  next(): KeptSchedule | null {
    const { kept } = this;
    for (let tried = 0; this.energy < 1 && tried <= kept.length; tried++) {
      this.turn = (this.turn + 1) % Math.max(1, kept.length);
      const schedule = kept[this.turn];
      if (schedule !== undefined) this.energy = this.energyOf(schedule);
    }
    const schedule = kept[this.turn];
    if (schedule === undefined) return null;
    this.energy--;
    schedule.mutants++;
    return schedule;
  }

  private startWith(index: number): void {
    this.turn = index;
    this.energy = ENERGY_NEW;
  }

  private energyOf(schedule: KeptSchedule): number {
    const frequency = this.frequencies.get(schedule.signature) ?? 1;
    if (frequency * this.frequencies.size > this.executions) return 0;
    return Math.min(ENERGY_MAX, Math.ceil(2 ** schedule.turns++ / frequency));
  }
}
