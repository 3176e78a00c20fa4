import { EventEmitter } from 'node:events';
import fs, { type BigIntStats, type Stats } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OpenHandle } from '../../engine/open-handle.ts';
import type { Actor } from '../../engine/operation.ts';
import type { SimProcess } from '../../engine/process.ts';
import { emptyStats } from '../../world/disk/stats.ts';
import { bindCallback } from '../dispatch/callback.ts';
import { PASS_THROUGH } from '../dispatch/dispatch.ts';
import { VirtualTimeout } from '../timers/handle.ts';
import { argumentError, outOfRange, received } from './argument-errors.ts';
import { dispatchFileCall } from './dispatch.ts';

type AnyStats = Stats | BigIntStats;
type Listener = (now: AnyStats, before: AnyStats) => void;

/** Milliseconds between two looks, unless told otherwise. */
const INTERVAL_MS = 5_007;
/** In which libuv sees that a file has changed. */
const COMPARED = ['ctimeMs', 'mtimeMs', 'birthtimeMs', 'size', 'mode', 'uid', 'gid', 'ino', 'dev'] as const;

/** Who watches which path in each process: Node has one watcher a path. */
const watchers = new WeakMap<SimProcess, Map<string, StatWatcher>>();

/** `fs.watchFile` and `fs.unwatchFile`: each look at the file is a `stat`, an operation like any other. */
export function installFilePolling(): void {
  dispatchFileCall(fs, 'watchFile', (actor, [given, second, third]) => {
    const path = pathIn(given);
    const options = typeof second === 'object' && second !== null ? (second as Options) : {};
    const listener = options === second ? third : second;
    // Node's own refuses these, in its words, before it begins to watch.
    if (path === null || typeof listener !== 'function') return PASS_THROUGH;
    return watch(actor, path, options, listener as Listener);
  });
  dispatchFileCall(fs, 'unwatchFile', (actor, [given, listener]) => {
    const path = pathIn(given);
    if (path === null) return PASS_THROUGH;
    unwatch(actor, path, listener as Listener | undefined);
    return undefined;
  });
}

interface Options {
  readonly persistent?: boolean;
  readonly interval?: number;
  readonly bigint?: boolean;
}

/** Absolute; null: no path. */
function pathIn(given: unknown): string | null {
  const path = given instanceof URL ? fileURLToPath(given) : given;
  return typeof path === 'string' && !path.includes('\0') ? resolve(path) : null;
}

/** Node checks it as libuv begins to look, which is after the path and the listener. */
function checkInterval(interval: unknown): void {
  if (typeof interval !== 'number') {
    const says = `The "interval" argument must be of type number. ${received(interval)}`;
    throw argumentError('ERR_INVALID_ARG_TYPE', says);
  }
  if (interval >>> 0 !== interval) throw outOfRange('interval', '>= 0 && <= 4294967295', interval);
}

/** The options of whoever watches a path first are those of all who do: Node begins no second watcher for it. */
function watch(actor: Actor, path: string, options: Options, listener: Listener): StatWatcher {
  const known = watchers.get(actor.process) ?? new Map<string, StatWatcher>();
  watchers.set(actor.process, known);
  let watcher = known.get(path);
  if (watcher === undefined) {
    watcher = new StatWatcher(actor, path, options);
    known.set(path, watcher);
  } else watcher.addUser();
  watcher.addListener('change', listener);
  return watcher;
}

/** Without a listener all of them go. The last one to go stops the watcher, which says so in a tick. */
function unwatch({ process }: Actor, path: string, listener: Listener | undefined): void {
  const watcher = watchers.get(process)?.get(path);
  if (watcher === undefined) return;
  const before = watcher.listenerCount('change');
  if (typeof listener !== 'function') watcher.removeAllListeners('change');
  else watcher.removeListener('change', listener);
  if (typeof listener !== 'function') watcher.dropUsers();
  else if (watcher.listenerCount('change') < before) watcher.dropUser();
  if (watcher.listenerCount('change') > 0) return;
  watcher.stop();
  watchers.get(process)?.delete(path);
}

/** What `fs.watchFile` gives. Asks for the file's state again and again: what happens between two looks is one change, or none. */
export class StatWatcher extends EventEmitter {
  // Private to the runtime too: who prints a watcher does not print the execution.
  readonly #actor: Actor;
  readonly #path: string;
  readonly #interval: number;
  readonly #isBigint: boolean;
  readonly #opened: OpenHandle;
  #timer: VirtualTimeout | null = null;
  #isOver = false;
  /** As it was at the last look; undefined before the first. */
  #last: AnyStats | undefined;
  #users = 1;
  #refs = 1;

  constructor(actor: Actor, path: string, { interval = INTERVAL_MS, bigint = false, persistent = true }: Options) {
    super();
    this.#actor = actor;
    this.#path = path;
    checkInterval(interval);
    this.#interval = interval;
    this.#isBigint = bigint;
    this.#opened = new OpenHandle(actor.execution, actor.process);
    this.#opened.setActive(true);
    if (!persistent) this.unref();
    this.#look();
  }

  /** The look that is under way, if there is one, is told to nobody. */
  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#timer?.close();
    this.#opened.setActive(false);
    process.nextTick(() => this.emit('stop'));
  }

  // Each user of a watcher that several share may let go of the process once.
  ref(): this {
    if (this.#refs === this.#users) return this;
    if (this.#refs++ === 0) this.#opened.setRef(true);
    return this;
  }

  unref(): this {
    if (this.#refs === 0) return this;
    if (--this.#refs === 0) this.#opened.setRef(false);
    return this;
  }

  /** @internal One more listener that was given by `watchFile`. */
  addUser(): void {
    this.#users++;
    this.#refs++;
  }

  /** @internal */
  dropUser(): void {
    this.#users--;
    this.unref();
  }

  /** @internal */
  dropUsers(): void {
    this.#users = 0;
    this.#refs = 0;
    this.#opened.setRef(false);
  }

  /** As code under test would look: a `stat` takes its time, and others may act meanwhile. */
  #look(): void {
    const took = bindCallback((_error: unknown, stats: AnyStats | undefined) => this.#saw(stats ?? null));
    fs.stat(this.#path, { bigint: this.#isBigint }, took as never);
  }

  /** Null: there is no such file, which is told at the first look too. */
  #saw(stats: AnyStats | null): void {
    if (this.#isOver) return;
    const now = stats ?? emptyStats(this.#isBigint);
    const before = this.#last;
    this.#last = now;
    // A timer that keeps nobody alive: the watcher itself does, as a server does.
    this.#timer = new VirtualTimeout(this.#actor, this.#interval, { repeats: false, isRef: false });
    this.#timer.start(bindCallback(() => this.#look()));
    if (before === undefined ? stats === null : isChanged(now, before)) this.emit('change', now, before ?? now);
  }
}

/** Whether libuv would say so. Access times are not among what it compares. */
function isChanged(now: AnyStats, before: AnyStats): boolean {
  return COMPARED.some((name) => now[name] !== before[name]);
}
