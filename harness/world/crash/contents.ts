import { ROOT_INO } from '../disk/inode.ts';
import type { DiskLog } from '../disk/log.ts';
import { componentsOf, diskPath } from '../disk/path.ts';
import { LINKS_MAX } from '../disk/walk.ts';
import { CrashHistory, type Reach } from './history.ts';
import { type Piece, withPiece } from './pieces.ts';
import type { CrashProfile, PowerLossContents } from './profile.ts';

/**
 * Every content that `path` can have after a power loss right now. Contents are folded over a file's pieces, so the work
 * grows with the number of different contents rather than with the number of subsets. `statesMax` bounds them.
 */
export function contentsAfterPowerLoss(
  log: DiskLog,
  path: string,
  profile: CrashProfile,
  statesMax: number,
): PowerLossContents {
  const history = new CrashHistory(log, profile);
  const states = new BoundedStates(statesMax);
  const known = new Set<string>();
  for (const cut of history.cuts) {
    for (const ino of inodesAt(history, diskPath(path).absolute, cut)) {
      if (!isFile(history, ino)) {
        states.add(null);
        continue;
      }
      const reach = history.reachOf(ino, cut);
      const key = `${ino} ${reach.forcedBefore} ${reach.low} ${reach.high}`;
      if (known.has(key)) continue;
      known.add(key);
      addContents(states, history.piecesOf(ino), reach);
    }
  }
  return { contents: states.asText(), isComplete: states.isComplete };
}

class BoundedStates {
  isComplete = true;
  readonly max: number;
  private readonly states: Set<string | null> = new Set();

  constructor(max: number) {
    this.max = max;
  }

  add(state: string | null): void {
    if (this.states.size < this.max || this.states.has(state)) this.states.add(state);
    else this.isComplete = false;
  }

  asText(): Set<string | null> {
    return new Set([...this.states].map((state) => (state === null ? null : Buffer.from(state, 'latin1').toString())));
  }
}

function addContents(states: BoundedStates, pieces: readonly Piece[], reach: Reach): void {
  for (let ordered = reach.low; ordered <= reach.high; ordered++) {
    let contents = new Set(['']);
    let before = 0;
    for (const piece of pieces) {
      const isCertain = piece.isOrdered ? before++ < ordered : piece.at < reach.forcedBefore;
      if (!isCertain && (piece.isOrdered || piece.needs > ordered)) continue;
      const changed = [...contents].map((content) => withPiece(content, piece));
      contents = new Set(isCertain ? changed : [...contents, ...changed]);
      if (contents.size > states.max) {
        states.isComplete = false;
        contents = new Set([...contents].slice(0, states.max));
      }
    }
    for (const content of contents) states.add(content);
  }
}

function isFile(history: CrashHistory, ino: number | null): ino is number {
  return contentKindOf(history, ino)?.kind === 'file';
}

function contentKindOf(history: CrashHistory, ino: number | null): { kind: string; target?: string } | undefined {
  const entry = history.entries.find((entry) => entry.kind === 'create' && entry.ino === ino);
  return entry?.kind === 'create' ? entry.content : undefined;
}

/** What a walk along `path` may end at; null: nothing. */
function inodesAt(history: CrashHistory, path: string, cut: number): Set<number | null> {
  const ends = new Set<number | null>();
  const walk = (parts: readonly string[], above: readonly number[], links: number): void => {
    const [name, ...rest] = parts;
    if (name === undefined) ends.add(above.at(-1) ?? ROOT_INO);
    else if (name === '..') walk(rest, above.length > 1 ? above.slice(0, -1) : above, links);
    else for (const ino of entriesOf(history, above.at(-1) ?? ROOT_INO, name, cut)) enter(ino, rest, above, links);
  };
  const enter = (ino: number | null, rest: readonly string[], above: readonly number[], links: number): void => {
    const target = contentKindOf(history, ino)?.target;
    if (ino === null || links > LINKS_MAX) ends.add(null);
    else if (target === undefined) walk(rest, [...above, ino], links);
    else walk([...componentsOf(target), ...rest], target.startsWith('/') ? [ROOT_INO] : above, links + 1);
  };
  walk(componentsOf(path), [ROOT_INO], 0);
  return ends;
}

/** What a name in a directory may lead to: with a journal one thing at each cut, without one any since the last sync. */
function entriesOf(history: CrashHistory, parent: number, name: string, cut: number): Set<number | null> {
  let inodes = new Set<number | null>([null]);
  for (const change of history.names) {
    if (change.parent !== parent || change.name !== name) continue;
    if (history.profile === 'ext4-ordered') {
      if (change.at < cut) inodes = new Set([change.ino]);
    } else if (history.isNameSynced(change.at)) {
      inodes = new Set([change.ino]);
    } else {
      inodes.add(change.ino);
    }
  }
  return inodes;
}
