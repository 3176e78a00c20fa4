import type { SimProcess } from '../../engine/process.ts';
import type { DirectoryInode, Inode } from './inode.ts';
import { parentOf } from './path.ts';
import type { Place } from './place.ts';

/** What inotify tells apart: two events of one kind and name in a row are one. */
export type FileEventKind =
  | 'created'
  | 'removed'
  | 'from'
  | 'to'
  | 'moved'
  | 'modified'
  | 'attributes'
  | 'gone'
  | 'ignored';

/** An event as the kernel has it for a process that watches `inode`. */
export interface FileEvent {
  readonly inode: Inode;
  readonly kind: FileEventKind;
  /** In the directory that is watched; null: it is about what is watched itself. */
  readonly name: string | null;
  readonly isAboutDirectory: boolean;
}

/** The events of one process, in the order in which they happened: it has one inotify instance. */
export interface FileEventQueue {
  readonly process: SimProcess;
  /** What it watches. */
  readonly watched: ReadonlySet<Inode>;
  push(event: FileEvent): void;
}

/**
 * Who watches which inode, and what of each change inotify tells them. A path is looked up once, when the watch begins: when another
 * file takes its name, as write-and-rename does, the watch stays with the old one, and ends with it.
 */
export class Watches {
  private readonly queues: FileEventQueue[] = [];

  add(queue: FileEventQueue): void {
    this.queues.push(queue);
  }

  queueOf(process: SimProcess): FileEventQueue | undefined {
    return this.queues.find((queue) => queue.process === process);
  }

  /** It hears of nothing any more. */
  processEnded(process: SimProcess): void {
    const at = this.queues.findIndex((queue) => queue.process === process);
    if (at >= 0) this.queues.splice(at, 1);
  }

  /** A name was made. */
  named(parent: DirectoryInode, name: string, inode: Inode): void {
    this.tell(parent, 'created', name, inode);
  }

  linked(parent: DirectoryInode, name: string, inode: Inode): void {
    this.tell(inode, 'attributes', null, inode);
    this.tell(parent, 'created', name, inode);
  }

  removed(parent: DirectoryInode, name: string, inode: Inode): void {
    if (inode.kind !== 'directory') this.tell(inode, 'attributes', null, inode);
    this.tell(parent, 'removed', name, inode);
  }

  renamed(from: Place, to: Place, inode: Inode): void {
    this.tell(from.parent, 'from', from.name, inode);
    this.tell(to.parent, 'to', to.name, inode);
    if (to.inode !== undefined) this.tell(to.inode, 'attributes', null, to.inode);
    this.tell(inode, 'moved', null, inode);
  }

  /** Its bytes or attributes were changed, by a call that knows it as `path`. */
  changed(inode: Inode, path: string, kind: 'modified' | 'attributes'): void {
    const called = path.slice(parentOf(path).length).replace(/^\//, '');
    for (const queue of this.queues) {
      for (const directory of queue.watched) {
        const name = directory.kind === 'directory' ? nameOf(inode, directory, called) : undefined;
        if (name !== undefined) queue.push(about(directory, kind, name, inode));
      }
      if (queue.watched.has(inode)) queue.push(about(inode, kind, null, inode));
    }
  }

  /** Neither a name leads to it any more, nor has anybody it open. */
  gone(inode: Inode): void {
    this.tell(inode, 'gone', null, inode);
    this.tell(inode, 'ignored', null, inode);
  }

  private tell(watched: Inode, kind: FileEventKind, name: string | null, subject: Inode): void {
    for (const queue of this.queues) if (queue.watched.has(watched)) queue.push(about(watched, kind, name, subject));
  }
}

function about(inode: Inode, kind: FileEventKind, name: string | null, subject: Inode): FileEvent {
  return { inode, kind, name, isAboutDirectory: subject.kind === 'directory' };
}

/** What a file is called in a directory: as whoever changes it calls it, if that still holds. */
function nameOf(inode: Inode, { entries }: DirectoryInode, called: string): string | undefined {
  if (entries.get(called) === inode) return called;
  for (const [name, entry] of entries) if (entry === inode) return name;
  return undefined;
}
