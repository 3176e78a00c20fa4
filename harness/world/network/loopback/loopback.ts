import { constants } from 'node:os';
import { currentAccessLog } from '../../../engine/access-log.ts';
import type { Execution } from '../../../engine/execution.ts';
import type { Actor } from '../../../engine/operation.ts';
import type { SimProcess } from '../../../engine/process.ts';
import { hashString } from '../../../engine/trace-hash.ts';
import { type Address, isLocal, isWildcard, resourceOf } from './address.ts';
import { Listener, type ListenerOf } from './listener.ts';
import type { TcpEnd } from './tcp-end.ts';
import { UnixSockets } from './unix-sockets.ts';

/** The first port that the kernel gives to who asks for any. */
const FIRST_FREE_PORT = 32_768;
const ANY_PORT_KEY = hashString('tcp:any');

/** The loopback interface of the simulated machine: who listens where, and every connection's ends. */
export class Loopback {
  private readonly listeners: Map<Listener, Address> = new Map();
  readonly unix: UnixSockets = new UnixSockets();
  private readonly ends: Map<TcpEnd, SimProcess> = new Map();
  private readonly execution: Execution;
  private nextPort = FIRST_FREE_PORT;
  /** Ports at which something has listened, or is declared not to. */
  private readonly known: Set<number> = new Set();
  /** Addresses that a connection was refused at, by port. */
  private readonly refused: Map<number, string> = new Map();

  constructor(execution: Execution) {
    this.execution = execution;
  }

  /** Whose operations are what a socket is told: `server/3000.1`. Others may cause them, so they have numbers of their own. */
  speaker(of: Actor, name: string): Actor {
    return this.execution.actor(`${of.name}/${name}`, of.process, () => {}, { isDaemon: true });
  }

  /** A port of its own for port 0. Throws nothing: a negative number is an error's. */
  bind(address: string, family: Address['family'], port: number): Address | number {
    if (!isLocal(address)) return -constants.errno.EADDRNOTAVAIL;
    return { address, family, port: port === 0 ? this.freePort() : port };
  }

  /** Null: the address is in use. */
  listen(address: Address, of: ListenerOf): Listener | null {
    currentAccessLog()?.writes(hashString(resourceOf(address.port)));
    for (const other of this.listeners.values()) if (collide(other, address)) return null;
    const { port } = address;
    const listener = new Listener({ label: `${port}`, resource: resourceOf(port) }, of);
    this.known.add(port);
    this.listeners.set(listener, address);
    return listener;
  }

  /** Connections to this port are refused, and that is as it should be. */
  nothingAt(port: number): void {
    this.known.add(port);
  }

  /** After the end: addresses where a connection was refused though nothing has listened there at any time. */
  get neverServed(): readonly string[] {
    return [...this.refused].filter(([port]) => !this.known.has(port)).map(([, address]) => address);
  }

  /** Who would answer a connection to this address; null: it is refused. Reads the port. */
  listenerAt(address: string, port: number): Listener | null {
    const found = this.find(address, port);
    if (found === null) this.refused.set(port, `${address}:${port}`);
    return found;
  }

  private find(address: string, port: number): Listener | null {
    currentAccessLog()?.reads(hashString(resourceOf(port)));
    const isIpv6 = address.includes(':');
    const wanted = isWildcard(address) ? (isIpv6 ? '::1' : '127.0.0.1') : address;
    for (const [listener, at] of this.listeners) {
      if (at.port !== port) continue;
      if (at.address === wanted || at.address === '::' || (at.address === '0.0.0.0' && !isIpv6)) return listener;
    }
    return null;
  }

  /** Nobody is taken any more. Closing twice does nothing: a process may die after it has closed its server. */
  close(listener: Listener): void {
    if (this.listeners.delete(listener)) listener.close();
  }

  /** The kernel closes it, should its process die. */
  own(end: TcpEnd, process: SimProcess): void {
    this.ends.set(end, process);
  }

  /** Its socket has closed it. */
  disown(end: TcpEnd): void {
    this.ends.delete(end);
  }

  processKilled(process: SimProcess): void {
    for (const listener of this.listeners.keys()) if (listener.process === process) this.close(listener);
    this.unix.processKilled(process);
    for (const [end, owner] of this.ends) {
      if (owner !== process) continue;
      this.ends.delete(end);
      end.close();
    }
  }

  private freePort(): number {
    currentAccessLog()?.writes(ANY_PORT_KEY);
    const isTaken = (port: number): boolean => [...this.listeners.values()].some((address) => address.port === port);
    while (isTaken(this.nextPort)) this.nextPort++;
    return this.nextPort++;
  }
}

/** Linux, without SO_REUSEPORT: a wildcard meets every address of its family, and that of IPv6 those of IPv4 too. */
function collide(a: Address, b: Address): boolean {
  if (a.port !== b.port) return false;
  if (a.address === b.address || a.address === '::' || b.address === '::') return true;
  return a.family === b.family && (a.address === '0.0.0.0' || b.address === '0.0.0.0');
}
