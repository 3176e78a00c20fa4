import { currentAccessLog } from '../../engine/access-log.ts';
import type { Actor } from '../../engine/operation.ts';
import { DELIVERY, type Footprint, Operation } from '../../engine/operation.ts';
import type { SimProcess } from '../../engine/process.ts';
import { kindNamed, resourceNamed } from '../../engine/resource.ts';
import { DISK_KEY, restKey } from '../../engine/shared-keys.ts';
import { hashString } from '../../engine/trace-hash.ts';
import type { Inode } from '../../world/disk/inode.ts';
import { type FileEvent, type FileEventQueue, Watches } from '../../world/disk/watches.ts';
import { worldOf } from '../../world/world.ts';
import { diskOf } from './work.ts';

/** Whoever wants the events of one inode. */
export interface FileListener {
  readonly inode: Inode;
  /** What it calls what it watches: the last part of the path. */
  readonly name: string;
  onEvent(type: 'rename' | 'change', name: string): void;
  /** The inode is gone: nothing will follow. */
  onEnd(): void;
}

const EVENT = kindNamed('fs-event');

/** Tells a process of one change: some time after it, and in the order of changes. */
class FileEventOperation extends Operation {
  private readonly events: ProcessFileEvents;
  private said = '';

  constructor(actor: Actor, events: ProcessFileEvents) {
    super(actor, EVENT, events.resource, DELIVERY, 0, 0);
    this.events = events;
  }

  override deliver(): void {
    this.said = this.events.deliverNext();
  }

  override describe(): string {
    return this.said;
  }

  override footprint(): Footprint {
    return { reads: [], writes: [this.events.resource.name] };
  }
}

/**
 * What a process is told of files. The operation that brings the next event is made ahead, by the actor that began to watch: so whoever
 * changes a file numbers no operations of another.
 */
export class ProcessFileEvents implements FileEventQueue {
  readonly process: SimProcess;
  readonly resource: ReturnType<typeof resourceNamed>;
  readonly watched: Set<Inode> = new Set();
  private readonly actor: Actor;
  private readonly key: number;
  private listeners: FileListener[] = [];
  private readonly events: FileEvent[] = [];
  private next: FileEventOperation;
  private isIssued = false;

  private constructor(actor: Actor) {
    this.actor = actor;
    this.process = actor.process;
    this.resource = resourceNamed(`watches:${actor.process.name}`);
    this.key = hashString(this.resource.name);
    this.next = new FileEventOperation(actor, this);
  }

  /** Of the process that the actor runs in, made when it first watches something. */
  static of(actor: Actor): ProcessFileEvents {
    const { volume } = diskOf(actor);
    volume.watches ??= new Watches();
    const known = volume.watches.queueOf(actor.process);
    if (known instanceof ProcessFileEvents) return known;
    const made = new ProcessFileEvents(actor);
    volume.watches.add(made);
    return made;
  }

  listen(listener: FileListener): void {
    this.touch();
    this.listeners.push(listener);
    this.watched.add(listener.inode);
  }

  /** What has happened and was not told yet, it is not told any more. */
  unlisten(listener: FileListener): void {
    this.touch();
    this.listeners = this.listeners.filter((each) => each !== listener);
    if (!this.listeners.some(({ inode }) => inode === listener.inode)) this.watched.delete(listener.inode);
  }

  push(event: FileEvent): void {
    currentAccessLog()?.writes(this.key);
    const last = this.events.at(-1);
    if (last?.inode === event.inode && last.kind === event.kind && last.name === event.name) return;
    this.events.push(event);
    this.issueNext();
  }

  /** Returns what was told. */
  deliverNext(): string {
    this.isIssued = false;
    this.next = new FileEventOperation(this.actor, this);
    const event = this.events.shift();
    if (event === undefined) return '';
    const type = isChange(event) ? 'change' : 'rename';
    const told = this.listeners.filter(({ inode }) => inode === event.inode);
    for (const listener of told)
      if (this.listeners.includes(listener)) listener.onEvent(type, event.name ?? listener.name);
    if (event.kind === 'ignored') for (const listener of told) listener.onEnd();
    if (this.events.length > 0) this.issueNext();
    return `${type} ${event.name ?? told[0]?.name ?? ''}`.trim();
  }

  private issueNext(): void {
    if (this.isIssued) return;
    this.isIssued = true;
    const { execution } = this.actor;
    this.next.sequence = execution.nextSequence();
    this.next.earliest = execution.now;
    this.next.latest = execution.now + (worldOf(execution)?.fileMsMax ?? 0);
    execution.issue(this.next);
  }

  /** From when on it watches is a matter of order to every change of the disk, and to the end of the process. */
  touch(): void {
    currentAccessLog()?.writes(DISK_KEY);
    currentAccessLog()?.writes(restKey(this.process));
    currentAccessLog()?.writes(this.key);
  }
}

/** What is about a directory itself is never but a change. */
function isChange({ kind, isAboutDirectory }: FileEvent): boolean {
  return (kind === 'modified' || kind === 'attributes') && !isAboutDirectory;
}
