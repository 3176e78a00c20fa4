import { type Env, type Evidence, type SimProcess, trackedRecord, type Undecided } from '../../harness/index.ts';
import type { RegistryEvent } from '../../src/registry-write/registry-file.ts';
import type { Workload } from './workload.ts';
import { excerpt, idsIn, PATHS, REGISTRIES, type RegistryName } from './world.ts';

/** An update of one registry and what became of it. */
export interface Change {
  /** `plugin-a adds model-1`. */
  readonly text: string;
  readonly registry: RegistryName;
  /** What it does, as far as a property asks. */
  readonly kind: ChangeKind;
  /** Entries that it adds, or removes; one that is generated since the change was last made. */
  readonly ids: readonly string[];
  readonly actor: string;
  readonly process: SimProcess;
  readonly began: { readonly at: number; readonly step: number };
  /** Version of the content that it last changed; undefined: none. */
  base: number | undefined;
  /** Another update of the same file was in progress for a part of the time. */
  isOverlapped: boolean;
  end:
    | { readonly kind: 'acknowledged' | 'killed'; readonly at: number; readonly step: number }
    | {
        readonly kind: 'failed';
        readonly at: number;
        readonly step: number;
        readonly code: string;
        readonly error: string;
      }
    | null;
}

export type ChangeKind =
  | 'add'
  /** Under an id that is not known before. */
  | 'add-generated'
  | 'remove'
  | 'end-session'
  | 'disable-tool'
  | 'enable-tool'
  | 'set-base-url'
  | 'set-api-key'
  | 'other';

/** What is known of one registry file. */
export interface FileRecord {
  readonly path: string;
  /** Ids that the file had when it parsed last. */
  lastIds: readonly string[];
  /** Ids that the file has ever had, as far as it parsed. */
  readonly everIds: Set<string>;
  /** The last step that changed it and left it so that it parses. */
  lastWholeStep: number;
  /**
   * Ids that were in the file and then were not, or were acknowledged without being in it: a race has lost them, even if
   * another has brought them back.
   */
  readonly missed: Set<string>;
  /** A fault has harmed the file, so what is missing from it was lost to that. */
  isDamaged: boolean;
}

/** What happened in one execution: the state by which the properties judge. */
export class RegistryRecord {
  readonly workload: Workload;
  readonly changes: Change[] = [];
  /** Those that had no end when the last of them began: a flood makes thousands of changes, and each asks who is at work. */
  private open: readonly Change[] = [];
  readonly files: ReadonlyMap<RegistryName, FileRecord>;
  readonly lockWaitsMs: number[] = [];
  readonly lockHoldsMs: number[] = [];
  retries = 0;
  // Evidence that is there or not at the moment it happens.
  torn: Evidence | undefined = undefined;
  unparseableAfterKill: Evidence | undefined = undefined;
  lostByKill: Evidence | undefined = undefined;
  lostByPower: Evidence | undefined = undefined;
  undecidedByPower: Undecided | undefined = undefined;
  harmedByError: Evidence | undefined = undefined;
  unguarded: Evidence | undefined = undefined;
  unwritten: Evidence | undefined = undefined;
  /** When something other than a writer last harmed the files: kill, power loss, corruption. */
  lastCrash: { readonly kind: 'kill' | 'power loss' | 'corruption'; readonly step: number } | null = null;
  /** Set when the workload's disk gets full for writers of this registry; then the first update that met it. */
  diskFull: { readonly registry: RegistryName; met: Change | null } | null = null;
  readonly initialIds: ReadonlyMap<RegistryName, readonly string[]>;
  private readonly env: Env;

  private constructor(env: Env, workload: Workload) {
    this.env = env;
    this.workload = workload;
    const idsNow = (name: RegistryName): readonly string[] => idsIn(name, env.disk.read(PATHS[name])) ?? [];
    this.initialIds = new Map(REGISTRIES.map((name) => [name, idsNow(name)]));
    this.files = new Map(
      REGISTRIES.map((name) => [
        name,
        {
          path: PATHS[name],
          lastIds: idsNow(name),
          everIds: new Set(idsNow(name)),
          lastWholeStep: 0,
          missed: new Set(),
          isDamaged: false,
        },
      ]),
    );
  }

  /**
   * A record whose parts are told apart: processes share nothing else, so that steps of different processes are
   * independent unless they meet in a file or here.
   */
  static of(env: Env, workload: Workload): RegistryRecord {
    const record = trackedRecord(new RegistryRecord(env, workload));
    env.disk.watch(({ path, to }) => record.fileChanged(to ?? path));
    return record;
  }

  file(name: RegistryName): FileRecord {
    return this.files.get(name) as FileRecord;
  }

  began(change: Omit<Change, 'began' | 'base' | 'isOverlapped' | 'end'>): Change {
    const others = this.inProgress(change.registry);
    for (const other of others) other.isOverlapped = true;
    const began = { at: this.env.now, step: this.env.mark };
    const isOverlapped = others.length > 0;
    const made: Change = trackedRecord({ ...change, began, base: undefined, isOverlapped, end: null });
    this.changes.push(made);
    this.open = [...this.inProgress(), made];
    return made;
  }

  /** `version`: that of the content which was written, if it has one. */
  acknowledged(change: Change, version: number | undefined): void {
    change.end = { kind: 'acknowledged', at: this.env.now, step: this.env.mark };
    const { lastIds, missed } = this.file(change.registry);
    if (isAdd(change)) {
      for (const id of change.ids) if (!lastIds.includes(id)) missed.add(id);
      this.checkWritten(change);
    }
    this.checkGuard(change, version);
  }

  failed(change: Change, error: unknown): void {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    change.end = { kind: 'failed', at: this.env.now, step: this.env.mark, code, error: text };
    this.log('error', `${change.text}: ${text}`);
  }

  observe(event: RegistryEvent): void {
    if (event.kind === 'retried') this.retries++;
    else if (event.kind === 'lock-acquired') this.lockWaitsMs.push(event.waitedMs);
    else this.lockHoldsMs.push(event.heldMs);
  }

  /** These processes are about to end without having a say in it. Returns the updates that this ends. */
  ended(processes: readonly SimProcess[], kind: 'kill' | 'power loss'): Change[] {
    this.lastCrash = { kind, step: this.env.mark };
    const ended = this.inProgress().filter(({ process }) => processes.includes(process));
    for (const change of ended) change.end = { kind: 'killed', at: this.env.now, step: this.env.mark };
    return ended;
  }

  log(level: 'debug' | 'info' | 'error', text: string): void {
    this.env.log(`[${level}] ${text}`);
  }

  /** Somebody read the file as it is. What a power loss or another program has left is not the writers' doing. */
  readRaw(name: RegistryName, text: string | undefined): void {
    const crash = this.lastCrash?.kind;
    if (crash === 'power loss' || crash === 'corruption' || idsIn(name, text) !== undefined) return;
    this.torn ??= {
      message: `a reader got ${text === undefined ? 'nothing' : `${Buffer.byteLength(text)} bytes`} of ${name}.json, which do not parse: ${excerpt(text)}`,
      steps: [this.env.mark],
    };
  }

  inProgress(name?: RegistryName): Change[] {
    return this.open.filter(({ end, registry }) => end === null && (name === undefined || registry === name));
  }

  /** Processes that have begun to update the file. */
  writersOf(name: RegistryName): Set<SimProcess> {
    return new Set(this.changes.filter(({ registry }) => registry === name).map(({ process }) => process));
  }

  /** Entries that somebody was told are in the file, those of an earlier life included; none that somebody was to remove. */
  acknowledgedIds(name: RegistryName): string[] {
    const ofFile = this.changes.filter(({ registry }) => registry === name);
    if (ofFile.some(({ kind }) => kind === 'end-session')) return [];
    const added = ofFile.filter((change) => isAdd(change) && change.end?.kind === 'acknowledged');
    const removed = new Set(ofFile.filter(({ kind }) => kind === 'remove').flatMap(({ ids }) => ids));
    const ids = [...(this.initialIds.get(name) ?? []), ...added.flatMap((change) => change.ids)];
    return ids.filter((id) => !removed.has(id));
  }

  /** Of the acknowledged entries those that were in the file ever since, as far as it parsed: no race has lost them so far. */
  securedIds(name: RegistryName): string[] {
    const { missed } = this.file(name);
    return this.acknowledgedIds(name).filter((id) => !missed.has(id));
  }

  textOf(name: RegistryName): string | undefined {
    return this.env.disk.read(PATHS[name]);
  }

  /** Also a write by another name: a temporary file that was renamed while somebody had it open. */
  private fileChanged(path: string): void {
    const name = REGISTRIES.find((each) => path.startsWith(PATHS[each]));
    if (name === undefined) return;
    const ids = idsIn(name, this.textOf(name));
    const file = this.file(name);
    if (ids === undefined) {
      // Who has torn it, a race or the full disk, cannot be told; nor what whoever found it torn wrote because of that.
      if (this.diskFull?.registry === name) file.isDamaged = true;
      return;
    }
    for (const id of file.lastIds) if (!ids.includes(id)) file.missed.add(id);
    file.lastIds = ids;
    for (const id of ids) file.everIds.add(id);
    file.lastWholeStep = this.env.mark;
  }

  /** What a fault has done to the file is none of the writer's doing. */
  private checkWritten({ registry, ids, text, began }: Change): void {
    const { everIds, isDamaged } = this.file(registry);
    const missing = ids.find((id) => !everIds.has(id));
    if (missing === undefined || isDamaged) return;
    this.unwritten ??= {
      message: `${text}: acknowledged, and ${missing} has never been in ${registry}.json`,
      steps: [began.step, this.env.mark],
    };
  }

  /** Who read version 0 and wrote above 1 has seen in its own check that somebody else had written in between. */
  private checkGuard(change: Change, written: number | undefined): void {
    if ((change.base ?? 0) !== 0 || written === undefined || written < 2) return;
    const base = change.base === undefined ? 'no version' : 'version 0';
    this.unguarded ??= {
      message: `${change.text}: read ${base}, found ${written - 1} when it saved, and overwrote that`,
      steps: [change.began.step, this.env.mark],
    };
  }
}

export function isAdd({ kind }: Change): boolean {
  return kind === 'add' || kind === 'add-generated';
}
