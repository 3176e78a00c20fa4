import { constants } from 'node:os';
import { OpenHandle } from '../../engine/open-handle.ts';
import type { Actor } from '../../engine/operation.ts';
import { kindNamed } from '../../engine/resource.ts';
import { type Address, resourceOf } from '../../world/network/loopback/address.ts';
import type { Arrival, Listener } from '../../world/network/loopback/listener.ts';
import type { Loopback } from '../../world/network/loopback/loopback.ts';
import { worldFor } from '../../world/world.ts';
import { bindCallback } from '../dispatch/callback.ts';
import { closingPhase, SocketOperation } from './operation.ts';
import { makeTcpHandle, type TcpHandle } from './tcp-handle.ts';

const ACCEPT = kindNamed('accept');
const CLOSE = kindNamed('close');

/** What `net.Server` asks of its handle: libuv's listening TCP, on the simulated loopback. */
export class ListeningHandle {
  /** Set by Node: gets each connection that was accepted. */
  onconnection: (status: number, handle: TcpHandle) => void = () => {};
  // Private to the runtime too: who prints a server does not print the execution.
  readonly #actor: Actor;
  readonly #loopback: Loopback;
  readonly #opened: OpenHandle;
  readonly #address: Address | number;
  readonly #tell: (what: () => void) => void;
  #listener: Listener | null = null;
  #speaker: Actor | null = null;
  #isAccepting = false;

  constructor(actor: Actor, address: string, family: Address['family'], port: number) {
    this.#actor = actor;
    this.#loopback = worldFor(actor.execution).network.loopback;
    this.#opened = new OpenHandle(actor.execution, actor.process);
    this.#address = this.#loopback.bind(address, family, port);
    this.#tell = bindCallback((what: () => void) => what());
  }

  /** 0, or why not: libuv too says only here that an address is in use, though it was bound before. */
  listen(backlog: number): number {
    if (typeof this.#address === 'number') return this.#address;
    const { process } = this.#actor;
    this.#listener = this.#loopback.listen(this.#address, { process, backlog, onArrival: () => this.#arrange() });
    if (this.#listener === null) return -constants.errno.EADDRINUSE;
    this.#speaker = this.#loopback.speaker(this.#actor, String(this.#address.port));
    this.#opened.setActive(true);
    return 0;
  }

  /** New connections are refused from now on, those that nobody has accepted are reset; accepted ones go on. */
  close(done: () => void = () => {}): void {
    this.#opened.setActive(false);
    if (this.#listener !== null) this.#loopback.close(this.#listener);
    this.#listener = null;
    const { execution, process } = this.#actor;
    const settle = bindCallback(done);
    const run = (): number => {
      settle();
      return 0;
    };
    execution.issue(new SocketOperation(this.#actor, CLOSE, this.#name, run, closingPhase(process)));
  }

  ref(): void {
    this.#opened.setRef(true);
  }

  unref(): void {
    this.#opened.setRef(false);
  }

  hasRef(): boolean {
    return this.#opened.hasRef;
  }

  getsockname(out: object): number {
    Object.assign(out, this.#address);
    return 0;
  }

  get #name(): string {
    return typeof this.#address === 'number' ? 'tcp' : resourceOf(this.#address.port);
  }

  /** One step a connection, in order: between two of them whatever else is due may run. */
  #arrange(): void {
    if (this.#isAccepting || this.#speaker === null || this.#listener?.hasWaiting !== true) return;
    this.#isAccepting = true;
    this.#actor.execution.issue(new SocketOperation(this.#speaker, ACCEPT, this.#name, () => this.#accept()));
  }

  #accept(): number {
    this.#isAccepting = false;
    const arrival = this.#listener?.accept() ?? null;
    if (arrival === null) return 0;
    this.#tell(() => this.onconnection(0, this.#handleOf(arrival)));
    this.#arrange();
    return 0;
  }

  /** The socket's end of a connection, with the addresses that the server sees. */
  #handleOf({ end, client, name }: Arrival): TcpHandle {
    const handle = makeTcpHandle(this.#actor);
    const { address, family, port } = this.#address as Address;
    // A socket of IPv6 that takes IPv4 too sees such clients as mapped addresses.
    const isMapped = family === 'IPv6' && client.family === 'IPv4';
    const seen = (at: string): string => (isMapped ? `::ffff:${at}` : at);
    handle.side.remote = { ...client, family, address: seen(client.address) };
    handle.side.local = {
      address: address === '::' || address === '0.0.0.0' ? seen(client.address) : address,
      family,
      port,
    };
    handle.side.take(end, name);
    return handle;
  }
}
