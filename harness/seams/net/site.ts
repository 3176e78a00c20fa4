import { constants } from 'node:os';
import { basename } from 'node:path';
import { NODE_MAJOR } from '../../engine/node-version.ts';
import type { Actor } from '../../engine/operation.ts';
import type { SocketInode } from '../../world/disk/inode.ts';
import { removeByName } from '../../world/disk/name-calls.ts';
import { type Address, isWildcard, resourceOf } from '../../world/network/loopback/address.ts';
import type { Listener, ListenerOf } from '../../world/network/loopback/listener.ts';
import type { Loopback } from '../../world/network/loopback/loopback.ts';
import { errorNumber, unixPath } from './unix.ts';

/** Where a server listens, or would like to: bound when it is made, as libuv binds before it listens. */
export interface Site {
  /** What timelines call it: `tcp:3000`. */
  readonly resource: string;
  /** `3000`: names the actors of its connections. */
  readonly label: string;
  /** An error number: why not. */
  listen(of: ListenerOf): Listener | number;
  /** Without a listener where it came to none. */
  close(listener: Listener | null): void;
  /** Of a connection from this client, as the server sees it; null: nothing is told of it. */
  addressesOf(client: Address | null): { readonly local: Address; readonly remote: Address } | null;
}

/** A port of the loopback. */
export class TcpSite implements Site {
  readonly address: Address | number;
  private readonly loopback: Loopback;

  constructor(loopback: Loopback, address: string, family: Address['family'], port: number) {
    this.loopback = loopback;
    this.address = loopback.bind(address, family, port);
  }

  get resource(): string {
    return typeof this.address === 'number' ? 'tcp' : resourceOf(this.address.port);
  }

  get label(): string {
    return typeof this.address === 'number' ? '' : `${this.address.port}`;
  }

  /** libuv too says only here that an address is in use, though it was bound before. */
  listen(of: ListenerOf): Listener | number {
    if (typeof this.address === 'number') return this.address;
    return this.loopback.listen(this.address, of) ?? -constants.errno.EADDRINUSE;
  }

  close(listener: Listener | null): void {
    if (listener !== null) this.loopback.close(listener);
  }

  addressesOf(client: Address | null): { readonly local: Address; readonly remote: Address } | null {
    if (client === null) return null;
    const { address, family, port } = this.address as Address;
    // A socket of IPv6 that takes IPv4 too sees such clients as mapped addresses.
    const isMapped = family === 'IPv6' && client.family === 'IPv4';
    const seen = isMapped ? `::ffff:${client.address}` : client.address;
    const local = { address: isWildcard(address) ? seen : address, family, port };
    return { local, remote: { ...client, family, address: seen } };
  }
}

/** A path of the simulated disk. */
export class UnixSite implements Site {
  readonly resource: string;
  readonly label: string;
  private readonly actor: Actor;
  private readonly at: ReturnType<typeof unixPath>;
  private readonly bound: SocketInode | string;

  constructor(actor: Actor, given: string) {
    const at = unixPath(actor, given);
    this.actor = actor;
    this.at = at;
    this.resource = at.resource;
    this.label = basename(at.resource);
    this.bound = at.unix.bind(at.volume, actor, at.path, MODE & ~actor.process.account.umask);
    this.note('bind', typeof this.bound === 'string' ? this.bound : '');
  }

  listen(of: ListenerOf): Listener | number {
    if (typeof this.bound === 'string') return errorNumber(this.bound);
    return this.at.unix.listen(this.bound, this, of);
  }

  close(): void {
    const { bound, at, actor } = this;
    if (typeof bound === 'string') return;
    // libuv has kept the path as it was given, so a relative one leads from where the process is by now, and removes what is there by
    // then, be it another's (Node 20 to 26; findings/closing-server-unlinks-successor.sh).
    removeByName(at.volume, actor, unixPath(actor, at.path.given).path);
    at.unix.close(bound);
    this.note('unlink', '');
  }

  addressesOf(): null {
    return null;
  }

  /** Who may connect, by the bits of `uv_pipe_chmod`: that adds to what the socket has before Node 22, and takes its place from then on. */
  open(bits: number): number {
    const { bound, at, actor } = this;
    if (typeof bound === 'string') return errorNumber(bound);
    const mode = (bits & READABLE ? 0o444 : 0) | (bits & WRITABLE ? 0o222 : 0);
    at.volume.setMode(actor, bound, NODE_MAJOR >= 22 ? mode : bound.mode | mode, at.path.absolute);
    return 0;
  }

  private note(what: string, outcome: string): void {
    const { execution, name } = this.actor;
    if (!execution.isInDetail) return;
    execution.line('note', `${name} ${what} ${this.resource}${outcome === '' ? '' : `: ${outcome}`}`);
  }
}

/** Before the umask. */
const MODE = 0o777;
const READABLE = 1;
const WRITABLE = 2;
