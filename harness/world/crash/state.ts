import { ROOT_INO } from '../disk/inode.ts';
import type { DiskLog, MicroOperation, NewContent, Owner } from '../disk/log.ts';
import { ROOT_MODE } from '../disk/modes.ts';
import { CrashHistory } from './history.ts';
import { withPiece } from './pieces.ts';
import type { CrashProfile } from './profile.ts';

/** Draws a whole number in [0, bound). */
export type Choose = (bound: number) => number;

/** What is left of an inode. Bytes are a latin1 string: one character a byte. */
export type CrashedInode = {
  readonly ino: number;
  /** When the last change of it was made that persisted; in virtual time, as in the log. */
  readonly modifiedAt: number;
  /** Changes of mode, owner and times, in order; of times only those made after that. */
  readonly attributes: readonly MicroOperation[];
  /** Whose it was made, if not the default user's. */
  readonly owner?: Owner;
} & (
  | { readonly kind: 'file'; readonly mode: number; readonly bytes: string }
  | { readonly kind: 'directory'; readonly mode: number; readonly entries: ReadonlyMap<string, CrashedInode> }
  | { readonly kind: 'symlink'; readonly target: string }
  | { readonly kind: 'socket'; readonly mode: number }
);

export type CrashedDirectory = Extract<CrashedInode, { kind: 'directory' }>;

/**
 * One disk that a power loss right now may leave, its root. Names and bytes are drawn apart, and for each whether nothing,
 * everything or a part of what was not synced persists: the classic losses are at the ends, where coins seldom fall.
 */
export function drawState(log: DiskLog, profile: CrashProfile, choose: Choose): CrashedDirectory {
  const history = new CrashHistory(log, profile);
  const cut = history.cuts[choose(history.cuts.length)] ?? 0;
  const drawing = new Drawing(history, cut, choose);
  return drawing.directory(ROOT_INO, { kind: 'directory', mode: ROOT_MODE });
}

class Drawing {
  private readonly history: CrashHistory;
  private readonly cut: number;
  private readonly choose: Choose;
  private readonly persistsData: () => boolean;
  /** By directory, then by name. */
  private readonly entries: Map<number, Map<string, number>> = new Map();
  /** Invariant: each inode once, so that hard links stay links and no directory gets two places. */
  private readonly drawn: Map<number, CrashedInode> = new Map();

  constructor(history: CrashHistory, cut: number, choose: Choose) {
    this.history = history;
    this.cut = cut;
    this.choose = choose;
    this.drawNames(coin(choose));
    this.persistsData = coin(choose);
  }

  directory(ino: number, content: Extract<NewContent, { kind: 'directory' }>): CrashedDirectory {
    const entries = new Map<string, CrashedInode>();
    const made: CrashedDirectory = { ino, ...content, entries, ...this.metadataOf(ino, 0) };
    this.drawn.set(ino, made);
    for (const [name, child] of this.entries.get(ino) ?? []) {
      const known = this.drawn.get(child);
      // As fsck would: a directory has one name.
      if (known?.kind === 'directory') continue;
      const inode = known ?? this.inode(child);
      if (inode !== undefined) entries.set(name, inode);
    }
    return made;
  }

  private inode(ino: number): CrashedInode | undefined {
    const created = this.history.entries.find((entry) => entry.kind === 'create' && entry.ino === ino);
    if (created?.kind !== 'create') return undefined;
    const { content } = created;
    if (content.kind === 'directory') return this.directory(ino, content);
    const made = content.kind === 'file' ? this.file(ino, content.mode) : this.empty(ino, content);
    this.drawn.set(ino, made);
    return made;
  }

  private drawNames(persists: () => boolean): void {
    const { history, cut } = this;
    const decided = new Map<number, boolean>();
    for (const { at, parent, name, ino } of history.names) {
      let isThere = decided.get(at);
      if (isThere === undefined) {
        isThere = history.profile === 'ext4-ordered' ? at < cut : history.isNameSynced(at) || persists();
        decided.set(at, isThere);
      }
      if (!isThere) continue;
      const directory = this.entries.get(parent) ?? new Map<string, number>();
      this.entries.set(parent, directory);
      if (ino === null) directory.delete(name);
      else directory.set(name, ino);
    }
  }

  /** What has no bytes. */
  private empty(
    ino: number,
    { owner: _, ...content }: Extract<NewContent, { kind: 'symlink' | 'socket' }>,
  ): CrashedInode {
    return { ino, ...content, ...this.metadataOf(ino, 0) };
  }

  private file(ino: number, mode: number): CrashedInode {
    const { history, persistsData } = this;
    const { forcedBefore, low, high } = history.reachOf(ino, this.cut);
    const ordered = persistsData() ? low + this.choose(high - low + 1) : low;
    let before = 0;
    let bytes = '';
    let last = 0;
    for (const piece of history.piecesOf(ino)) {
      const isThere = piece.isOrdered
        ? before++ < ordered
        : piece.at < forcedBefore || (piece.needs <= ordered && persistsData());
      if (!isThere) continue;
      bytes = withPiece(bytes, piece);
      last = piece.at;
    }
    return { ino, kind: 'file', mode, bytes, ...this.metadataOf(ino, last) };
  }

  /** `last`: index of the last change of its bytes that persisted. */
  private metadataOf(ino: number, last: number): Pick<CrashedInode, 'modifiedAt' | 'attributes' | 'owner'> {
    const { entries } = this.history;
    const created = entries.findIndex((entry) => entry.kind === 'create' && entry.ino === ino);
    const modified = Math.max(created, last);
    const attributes = entries.filter((entry, at) => {
      if (entry.ino !== ino) return false;
      if (entry.kind === 'times') return at > modified && this.persistsAttribute(at);
      return (entry.kind === 'mode' || entry.kind === 'owner') && this.persistsAttribute(at);
    });
    const made = entries[created];
    const owner = made?.kind === 'create' ? made.content.owner : undefined;
    return { modifiedAt: entries[modified]?.at ?? 0, attributes, ...(owner === undefined ? {} : { owner }) };
  }

  private persistsAttribute(at: number): boolean {
    const { history, cut, persistsData } = this;
    return history.isAttributeSynced(at, cut) || (history.profile === 'posix-weak' && persistsData());
  }
}

/** Never, always, or each time anew. */
function coin(choose: Choose): () => boolean {
  const which = choose(3);
  return which === 2 ? () => choose(2) === 1 : () => which === 1;
}
