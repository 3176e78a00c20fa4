import type { MicroOperation } from '../disk/log.ts';
import { type CrashProfile, SECTOR_BYTES } from './profile.ts';

/** The smallest part of a file's change that persists or does not. Contents are latin1 strings: one character a byte. */
export type Piece = {
  /** Index in the log of the operation that it is a part of. */
  readonly at: number;
  /** It persists only together with every ordered piece of the file before it. */
  readonly isOrdered: boolean;
  /** Of one that is not ordered: how many ordered pieces gave the file the blocks that it lies in. */
  readonly needs: number;
} & (
  | { readonly kind: 'write'; readonly offset: number; readonly bytes: string }
  | { readonly kind: 'truncate'; readonly size: number }
);

export function withPiece(content: string, piece: Piece): string {
  if (piece.kind === 'truncate') return content.slice(0, piece.size).padEnd(piece.size, '\0');
  const end = piece.offset + piece.bytes.length;
  return content.slice(0, piece.offset).padEnd(piece.offset, '\0') + piece.bytes + content.slice(end);
}

/** The pieces of what was done to the bytes of inode `ino`, in order. */
export function piecesOf(entries: readonly MicroOperation[], ino: number, profile: CrashProfile): Piece[] {
  const cutter = profile === 'posix-weak' ? new IndependentPieces() : new GrowthInOrder();
  entries.forEach((entry, at) => {
    if (entry.ino !== ino) return;
    if (entry.kind === 'write') cutter.write(at, entry.offset, entry.bytes.toString('latin1'));
    if (entry.kind === 'truncate') cutter.truncate(at, entry.size);
  });
  return cutter.pieces;
}

/** posix-weak. */
class IndependentPieces {
  readonly pieces: Piece[] = [];

  write(at: number, offset: number, bytes: string): void {
    for (const part of sectorsOf(offset, bytes)) {
      this.pieces.push({ at, isOrdered: false, needs: 0, kind: 'write', ...part });
    }
  }

  truncate(at: number, size: number): void {
    this.pieces.push({ at, isOrdered: false, needs: 0, kind: 'truncate', size });
  }
}

/** ext4-ordered: a write is over existing bytes up to the file's end, and growth beyond it. */
class GrowthInOrder {
  readonly pieces: Piece[] = [];
  private size = 0;
  /** Where the bytes begin that each ordered piece allocated or freed. */
  private readonly starts: number[] = [];

  write(at: number, offset: number, bytes: string): void {
    const over = Math.max(0, Math.min(this.size - offset, bytes.length));
    for (const part of sectorsOf(offset, bytes.slice(0, over))) {
      const needs = this.allocatorOf(part.offset + part.bytes.length);
      this.pieces.push({ at, isOrdered: false, needs, kind: 'write', ...part });
    }
    for (const part of sectorsOf(offset + over, bytes.slice(over))) {
      this.order({ at, isOrdered: true, needs: 0, kind: 'write', ...part }, this.size);
      this.size = part.offset + part.bytes.length;
    }
  }

  truncate(at: number, size: number): void {
    this.order({ at, isOrdered: true, needs: 0, kind: 'truncate', size }, Math.min(size, this.size));
    this.size = size;
  }

  private order(piece: Piece, start: number): void {
    this.pieces.push(piece);
    this.starts.push(start);
  }

  /** Of bytes of the file before `to`: growth leaves no gaps, so the last piece that begins before it reaches there. */
  private allocatorOf(to: number): number {
    return this.starts.findLastIndex((start) => start < to) + 1;
  }
}

function sectorsOf(offset: number, bytes: string): { offset: number; bytes: string }[] {
  const parts: { offset: number; bytes: string }[] = [];
  for (let done = 0; done < bytes.length; ) {
    const start = offset + done;
    const length = Math.min(SECTOR_BYTES - (start % SECTOR_BYTES), bytes.length - done);
    parts.push({ offset: start, bytes: bytes.slice(done, done + length) });
    done += length;
  }
  return parts;
}
