import { RacelineError } from '../../engine/errors.ts';
import type { DiskLog, MicroOperation } from '../disk/log.ts';
import { type Piece, piecesOf } from './pieces.ts';
import type { CrashProfile } from './profile.ts';

/** A name that one operation gives to an inode or takes away. */
export interface NameChange {
  readonly at: number;
  readonly parent: number;
  readonly name: string;
  /** Null: the name is gone. */
  readonly ino: number | null;
}

/** What persists of one file's pieces. Between `low` and `high` of the ordered ones may, of the others any. */
export interface Reach {
  /** Everything of the log before this index persisted. */
  readonly forcedBefore: number;
  readonly low: number;
  readonly high: number;
}

/**
 * A log as a crash model reads it: what a power loss after its last entry cannot take away, by profile. What the scenario
 * itself did counts as synced, and with it what had to be on the disk for that.
 */
export class CrashHistory {
  readonly profile: CrashProfile;
  readonly entries: readonly MicroOperation[];
  readonly names: readonly NameChange[];
  /**
   * How much of the journal may have been committed, as indexes into the log: everything before such an index persisted,
   * nothing from it on. Without a journal (posix-weak) a single one that says nothing.
   */
  readonly cuts: readonly number[];
  private readonly pieces: Map<number, readonly Piece[]> = new Map();

  constructor(log: DiskLog, profile: CrashProfile) {
    if (log.dropped > 0) throw tooLong(log.dropped);
    this.profile = profile;
    this.entries = log.entries;
    this.names = log.entries.flatMap(nameChangesOf);
    this.cuts = profile === 'posix-weak' ? [0] : this.journalCuts();
  }

  piecesOf(ino: number): readonly Piece[] {
    let pieces = this.pieces.get(ino);
    if (pieces === undefined) {
      pieces = piecesOf(this.entries, ino, this.profile);
      this.pieces.set(ino, pieces);
    }
    return pieces;
  }

  /** Whether the name change at this index of the log survives every power loss. posix-weak only. */
  isNameSynced(at: number): boolean {
    const entry = this.entries[at];
    if (entry === undefined || entry.process === null) return true;
    return this.entries.some((other, i) => i > at && other.kind === 'sync' && changesDirectory(entry, other.ino));
  }

  /** Whether a change of mode, owner or times at this index persists in any case; `cut` as in `cuts`. */
  isAttributeSynced(at: number, cut: number): boolean {
    const entry = this.entries[at];
    if (entry === undefined || entry.process === null || at < cut) return true;
    return this.entries.some(
      (other, i) => i > at && other.kind === 'sync' && !other.isDataOnly && other.ino === entry.ino,
    );
  }

  reachOf(ino: number, cut: number): Reach {
    const forcedBefore = this.forcedBefore(ino, cut);
    const ordered = this.piecesOf(ino).filter(({ isOrdered }) => isOrdered);
    const uncommitted = ordered.findIndex(({ kind, at }) => kind === 'truncate' && at >= cut);
    const low = 1 + ordered.findLastIndex(({ kind, at }) => at < forcedBefore || (kind === 'truncate' && at < cut));
    return { forcedBefore, low, high: uncommitted < 0 ? ordered.length : uncommitted };
  }

  /** Index after the last operation that makes all earlier bytes of the file persist. */
  private forcedBefore(ino: number, cut: number): number {
    return (
      1 +
      this.entries.findLastIndex(
        (entry, at) => entry.ino === ino && (entry.kind === 'sync' || entry.process === null || forces(entry, at, cut)),
      )
    );
  }

  private journalCuts(): number[] {
    const floor = this.entries.reduce((floor, entry, at) => Math.max(floor, this.committedBy(entry, at)), 0);
    const cuts = new Set([floor]);
    this.entries.forEach((entry, at) => {
      if (at >= floor && isJournalled(entry)) cuts.add(at + 1);
    });
    return [...cuts];
  }

  /** Index before which this operation leaves nothing of the journal uncommitted. */
  private committedBy(entry: MicroOperation, at: number): number {
    if (entry.process === null) return at + 1;
    if (entry.kind !== 'sync') return 0;
    const { ino } = entry;
    const isCounted = entry.isDataOnly ? this.growthOf(ino) : (): boolean => true;
    return (
      1 +
      this.entries.findLastIndex(
        (other, i) => i < at && (changesDirectory(other, ino) || (other.ino === ino && isCounted(other, i))),
      )
    );
  }

  /** What fdatasync commits: only what is needed to read the bytes again, so neither attributes nor other names. */
  private growthOf(ino: number): (entry: MicroOperation, at: number) => boolean {
    const growth = new Set(
      this.piecesOf(ino)
        .filter(({ isOrdered }) => isOrdered)
        .map(({ at }) => at),
    );
    return (entry, at) => entry.kind === 'create' || growth.has(at);
  }
}

/** ext4's auto_da_alloc. */
function forces(entry: MicroOperation, at: number, cut: number): boolean {
  return at < cut && entry.kind === 'rename' && entry.replaced !== null;
}

function isJournalled({ kind }: MicroOperation): boolean {
  return kind !== 'write' && kind !== 'sync';
}

function changesDirectory(entry: MicroOperation, ino: number): boolean {
  return nameChangesOf(entry, 0).some(({ parent }) => parent === ino);
}

function nameChangesOf(entry: MicroOperation, at: number): NameChange[] {
  switch (entry.kind) {
    case 'create':
    case 'link':
      return [{ at, parent: entry.parent, name: entry.name, ino: entry.ino }];
    case 'remove':
      return [{ at, parent: entry.parent, name: entry.name, ino: null }];
    case 'rename':
      return [
        { at, parent: entry.parent, name: entry.name, ino: null },
        { at, parent: entry.toParent, name: entry.toName, ino: entry.ino },
      ];
    default:
      return [];
  }
}

function tooLong(dropped: number): RacelineError {
  return new RacelineError('ERR_USAGE', {
    what: 'a power loss was asked for after too many changes of the disk',
    why: `${dropped} changes more were made than the disk's log keeps, so nobody can say what persisted`,
    next: 'Use a smaller workload, or let the power fail earlier.',
  });
}
