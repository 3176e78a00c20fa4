import type { Actor } from '../../engine/operation.ts';
import type { SimProcess } from '../../engine/process.ts';

/** Who changed the disk and when. Null for the scenario itself, whose changes count as synced from the start. */
interface Stamp {
  readonly process: SimProcess | null;
  readonly actor: Actor | null;
  /** Virtual time since the execution's start, in ms. */
  readonly at: number;
  /** The path that the call gave, absolute. */
  readonly path: string;
  /** Number of the inode that was changed. */
  readonly ino: number;
}

/**
 * One atomic change of the disk, as small as a crash could separate: names change in one step, a write is one range of
 * bytes, and `sync` says that what came before it for this inode survives a power loss. Applied in order to an empty
 * disk they give the same tree (log.test.ts), so a crash model may drop or reorder what was never synced.
 */
export type MicroOperation = Stamp &
  (
    | { readonly kind: 'create'; readonly parent: number; readonly name: string; readonly content: NewContent }
    | { readonly kind: 'link'; readonly parent: number; readonly name: string }
    | { readonly kind: 'remove'; readonly parent: number; readonly name: string }
    | {
        readonly kind: 'rename';
        readonly parent: number;
        readonly name: string;
        readonly toParent: number;
        readonly toName: string;
        readonly to: string;
        /** The inode whose name it took. */
        readonly replaced: number | null;
      }
    | { readonly kind: 'write'; readonly offset: number; readonly bytes: Buffer }
    | { readonly kind: 'truncate'; readonly size: number }
    | { readonly kind: 'mode'; readonly mode: number }
    | { readonly kind: 'owner'; readonly uid: number; readonly gid: number }
    | { readonly kind: 'times'; readonly atimeMs: number; readonly mtimeMs: number }
    | { readonly kind: 'sync'; readonly isDataOnly: boolean }
  );

/** What a new inode is: its mode after the umask, or where a symbolic link leads, and whose it is. */
export type NewContent = (
  | { readonly kind: 'file'; readonly mode: number }
  | { readonly kind: 'directory'; readonly mode: number }
  | { readonly kind: 'symlink'; readonly target: string }
  | { readonly kind: 'socket'; readonly mode: number }
) & { readonly owner?: Owner };

/** User and group of a file, where they are not those that processes have by default. */
export type Owner = readonly [uid: number, gid: number];

/** A change of the disk as a property sees it. */
export interface DiskChange {
  readonly kind: 'created' | 'removed' | 'renamed' | 'written';
  /** Absolute, as the call gave it. */
  readonly path: string;
  /** Of a rename: the new path. */
  readonly to?: string;
  /** Whose code made it; null when the scenario itself did. */
  readonly process: SimProcess | null;
  readonly actor: Actor | null;
  /** Virtual time in ms since the execution's start. */
  readonly at: number;
}

/** Told of a change right when it happens, within the step that makes it. */
export type DiskListener = (change: DiskChange) => void;

/** Entries kept. Beyond it they are only counted: a crash model must then refuse to judge. */
const ENTRIES_MAX = 100_000;

/** Every change of one execution's disk, in order. */
export class DiskLog {
  /** The first 100,000 changes. */
  readonly entries: MicroOperation[] = [];
  /** Changes beyond these, which are not kept. */
  dropped = 0;
  /** @internal Those that no process made: the scenario did, or a power loss. */
  changesByScenario = 0;
  private readonly listeners: DiskListener[] = [];

  /** @internal */
  get isWatched(): boolean {
    return this.listeners.length > 0;
  }

  /** @internal */
  append(operation: MicroOperation): void {
    if (this.entries.length < ENTRIES_MAX) this.entries.push(operation);
    else this.dropped++;
    if (operation.process === null) this.changesByScenario++;
    if (this.listeners.length > 0) this.tell(operation);
  }

  /** @internal Begins again with an empty disk. */
  clear(): void {
    this.entries.length = 0;
    this.dropped = 0;
    this.changesByScenario++;
  }

  /** @internal Runs `change` without telling listeners of it. */
  unwatched(change: () => void): void {
    const listeners = this.listeners.splice(0);
    change();
    this.listeners.push(...listeners);
  }

  /** @internal Tells `listener` of every change from now on. Returns the function that ends it. */
  watch(listener: DiskListener): () => void {
    this.listeners.push(listener);
    return () => {
      const at = this.listeners.indexOf(listener);
      if (at >= 0) this.listeners.splice(at, 1);
    };
  }

  private tell(operation: MicroOperation): void {
    const kind = CHANGES[operation.kind];
    if (kind === null) return;
    const { path, process, actor, at } = operation;
    const change: DiskChange =
      operation.kind === 'rename'
        ? { kind, path, to: operation.to, process, actor, at }
        : { kind, path, process, actor, at };
    for (const listener of [...this.listeners]) listener(change);
  }
}

const CHANGES: Readonly<Record<MicroOperation['kind'], DiskChange['kind'] | null>> = {
  create: 'created',
  link: 'created',
  remove: 'removed',
  rename: 'renamed',
  write: 'written',
  truncate: 'written',
  mode: null,
  owner: null,
  times: null,
  sync: null,
};
