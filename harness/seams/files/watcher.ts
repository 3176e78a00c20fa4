import { EventEmitter } from 'node:events';
import { basename } from 'node:path';
import { NODE_MAJOR } from '../../engine/node-version.ts';
import { OpenHandle } from '../../engine/open-handle.ts';
import type { Actor } from '../../engine/operation.ts';
import { changed } from '../../world/disk/attribute-calls.ts';
import type { Inode } from '../../world/disk/inode.ts';
import { FOLLOW } from '../../world/disk/place.ts';
import { bindCallback } from '../dispatch/callback.ts';
import { runAtOnce } from './at-once.ts';
import { codeOf, isFailureOfCall } from './failure.ts';
import { type FileListener, ProcessFileEvents } from './file-events.ts';
import { nothing, onPath } from './one-effect.ts';
import { type Options, pathIn } from './options.ts';

const beginWatch = onPath('watch', 'reads', nothing, (volume, actor, path) =>
  changed(volume, actor, path, 'watch', FOLLOW),
);

type OnEvent = (type: 'rename' | 'change', name: string | Buffer) => void;

/** A watch of one inode, as libuv keeps it. */
export class FileWatch implements FileListener {
  readonly inode: Inode;
  readonly name: string;
  readonly onEvent: OnEvent;
  private readonly events: ProcessFileEvents;
  /** The process stays alive for it. */
  private readonly handle: OpenHandle;
  private isOver = false;

  /** Throws what Node has for a path that leads to nothing. */
  constructor(actor: Actor, path: unknown, options: Options, onEvent: OnEvent) {
    this.inode = inodeAt(actor, path);
    this.name = basename(String(path));
    const told = bindCallback(onEvent);
    this.onEvent = (type, name) => told(type, pathIn(options, String(name)));
    this.events = ProcessFileEvents.of(actor);
    this.events.listen(this);
    this.handle = new OpenHandle(actor.execution, actor.process);
    this.handle.setRef(options.persistent !== false);
    this.handle.setActive(true);
  }

  onEnd(): void {
    this.events.unlisten(this);
  }

  end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.handle.setActive(false);
    this.events.unlisten(this);
  }

  setPersistent(isPersistent: boolean): void {
    this.events.touch();
    this.handle.setRef(isPersistent);
  }
}

function inodeAt(actor: Actor, path: unknown): Inode {
  try {
    return runAtOnce(actor, beginWatch(actor, [path])) as Inode;
  } catch (error) {
    if (isFailureOfCall(error) && 'path' in error) Object.assign(error, { filename: error.path });
    throw error;
  }
}

/** What `fs.watch` gives: Node's `FSWatcher`, on the simulated disk. */
export class SimulatedWatcher extends EventEmitter {
  #watch: FileWatch | null = null;

  /** Where `throwIfNoEntry` is false, what is not there is not watched. */
  constructor(actor: Actor, path: unknown, options: Options) {
    super();
    try {
      this.#watch = new FileWatch(actor, path, options, (type, name) => void this.emit('change', type, name));
    } catch (error) {
      if (!MAY_FORGIVE || options.throwIfNoEntry !== false || codeOf(error) !== 'ENOENT') throw error;
    }
  }

  start(): void {}

  close(): void {
    if (this.#watch === null) return;
    this.#watch.end();
    this.#watch = null;
    process.nextTick(() => this.emit('close'));
  }

  ref(): this {
    this.#watch?.setPersistent(true);
    return this;
  }

  unref(): this {
    this.#watch?.setPersistent(false);
    return this;
  }
}

const MAY_FORGIVE = NODE_MAJOR >= 24;

Object.defineProperty(SimulatedWatcher, 'name', { value: 'FSWatcher' });
