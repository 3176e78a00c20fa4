import type { Actor } from '../../../engine/operation.ts';
import type { SimProcess } from '../../../engine/process.ts';
import type { SocketInode } from '../../disk/inode.ts';
import { type DiskPath, withoutSlash } from '../../disk/path.ts';
import { FOLLOW, NO_FOLLOW } from '../../disk/place.ts';
import type { Volume } from '../../disk/volume.ts';
import { Listener, type ListenerName, type ListenerOf } from './listener.ts';

/** Bytes that the kernel keeps for a connection in one direction: Linux, `net.core.wmem_default`. */
export const UNIX_BYTES_MAX = 212_992;

/**
 * Unix domain sockets: who listens is found by the inode that a path leads to, so a socket that was renamed or linked is reached by its
 * new name, and one whose name another has taken is not reached at all. Each call acts at once, and says by a code why it fails.
 */
export class UnixSockets {
  private readonly listeners: Map<SocketInode, Listener> = new Map();

  /** Makes the name, which must not be there: a socket that a process has left behind is in the way of the next. */
  bind(volume: Volume, caller: Actor, path: DiskPath, mode: number): SocketInode | string {
    const place = volume.find(withoutSlash(path), NO_FOLLOW);
    // libuv says so of a folder that is not there, as Windows would.
    if (typeof place === 'string') return place === 'ENOENT' ? 'EACCES' : place;
    if (place.inode !== undefined || place.name === '') return 'EADDRINUSE';
    return volume.create(caller, place, { kind: 'socket', mode }, path.absolute) as SocketInode;
  }

  listen(inode: SocketInode, name: ListenerName, of: ListenerOf): Listener {
    const listener = new Listener({ ...name, bytesMax: UNIX_BYTES_MAX }, of);
    this.listeners.set(inode, listener);
    return listener;
  }

  /** Who would answer; or why nobody does. */
  listenerAt(volume: Volume, path: DiskPath): Listener | string {
    const place = volume.find(path, FOLLOW);
    if (typeof place === 'string') return place;
    if (place.inode === undefined) return 'ENOENT';
    return (place.inode.kind === 'socket' ? this.listeners.get(place.inode) : undefined) ?? 'ECONNREFUSED';
  }

  /** Nobody is taken any more; the name stays. */
  close(inode: SocketInode): void {
    const listener = this.listeners.get(inode);
    this.listeners.delete(inode);
    listener?.close();
  }

  /** The names of its sockets stay too. */
  processKilled(process: SimProcess): void {
    for (const [inode, listener] of this.listeners) if (listener.process === process) this.close(inode);
  }
}
