import { AccessLog, WRITE } from '../../engine/access-log.ts';
import { EFFECT, type Operation } from '../../engine/operation.ts';

/** Bits of the table of pairs seen: pairs that share one count as one, as in AFL. */
const TABLE_BITS = 16;
/** Races kept of one execution. */
const RACES_MAX = 1_000;

/** The last steps on one resource. */
interface Last {
  writer: number;
  writerAt: number;
  writerActor: number;
  /** Labels, positions and actors of those that read what it wrote, flat. */
  readonly readers: number[];
}

/**
 * What executions are told apart by: the ordered pairs of conflicting steps of different actors with nothing in between
 * that conflicts with both (reads-from, and writes that overwrite or come after a read), by the labels of the steps.
 */
export class OrderedPairs {
  /** Pairs of the execution in progress that no execution had before. */
  fresh = 0;
  /** A hash of all pairs of the execution in progress. */
  signature = 0;
  /** Races of the execution in progress: positions of the earlier and the later step, flat. */
  readonly races: number[] = [];
  private readonly seen: Uint8Array = new Uint8Array(1 << TABLE_BITS);
  private readonly lasts: Map<number, Last> = new Map();
  private readonly accesses: AccessLog = new AccessLog();

  begin(): void {
    this.fresh = 0;
    this.signature = 0;
    this.races.length = 0;
    this.lasts.clear();
  }

  /** The operation is about to make its next step, of this label and at this position of the execution. */
  took(operation: Operation, label: number, at: number): void {
    const { accesses } = this;
    accesses.clear();
    if (operation.phase === EFFECT || operation.effects === 0) operation.logAccesses(accesses);
    const actor = operation.actor.index;
    for (let i = 0; i < accesses.count; i++) {
      const last = this.lastOf(accesses.keys[i] as number);
      this.pair(last.writer, last.writerAt, last.writerActor, label, at, actor);
      const { readers } = last;
      if (((accesses.modes[i] as number) & WRITE) === 0) {
        readers.push(label, at, actor);
        continue;
      }
      for (let r = 0; r < readers.length; r += 3) {
        this.pair(readers[r] as number, readers[r + 1] as number, readers[r + 2] as number, label, at, actor);
      }
      readers.length = 0;
      last.writer = label;
      last.writerAt = at;
      last.writerActor = actor;
    }
  }

  private lastOf(key: number): Last {
    const known = this.lasts.get(key);
    if (known !== undefined) return known;
    // Nobody wrote it: a step that reads what was there at the beginning is a pair too, though no race.
    const last: Last = { writer: key, writerAt: -1, writerActor: -1, readers: [] };
    this.lasts.set(key, last);
    return last;
  }

  private pair(first: number, firstAt: number, firstActor: number, label: number, at: number, actor: number): void {
    if (firstActor === actor) return;
    let hash = Math.imul(first ^ (first >>> 15), 0x85ebca6b) ^ label;
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
    this.signature = (this.signature + hash) | 0;
    const slot = hash >>> (32 - TABLE_BITS);
    if (this.seen[slot] === 0) {
      this.seen[slot] = 1;
      this.fresh++;
    }
    if (firstAt >= 0 && this.races.length < 2 * RACES_MAX) this.races.push(firstAt, at);
  }
}
