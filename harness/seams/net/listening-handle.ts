import { OpenHandle } from '../../engine/open-handle.ts';
import type { Actor } from '../../engine/operation.ts';
import { kindNamed } from '../../engine/resource.ts';
import type { Address } from '../../world/network/loopback/address.ts';
import type { Arrival, Listener } from '../../world/network/loopback/listener.ts';
import type { Loopback } from '../../world/network/loopback/loopback.ts';
import { worldFor } from '../../world/world.ts';
import { bindCallback } from '../dispatch/callback.ts';
import { closingPhase, SocketOperation } from './operation.ts';
import { type Site, TcpSite, UnixSite } from './site.ts';
import { makeTcpHandle, type TcpHandle, withoutAddresses } from './tcp-handle.ts';

const ACCEPT = kindNamed('accept');
const CLOSE = kindNamed('close');

/** What `net.Server` asks of its handle, wherever it listens. */
export class ListeningHandle {
  /** Set by Node: gets each connection that was accepted. */
  onconnection: (status: number, handle: TcpHandle) => void = () => {};
  // Private to the runtime too: who prints a server does not print the execution.
  readonly #actor: Actor;
  readonly #loopback: Loopback;
  readonly #opened: OpenHandle;
  readonly #site: Site;
  readonly #tell: (what: () => void) => void;
  #listener: Listener | null = null;
  #speaker: Actor | null = null;
  #isAccepting = false;

  constructor(actor: Actor, site: Site) {
    this.#actor = actor;
    this.#site = site;
    this.#loopback = worldFor(actor.execution).network.loopback;
    this.#opened = new OpenHandle(actor.execution, actor.process);
    this.#tell = bindCallback((what: () => void) => what());
  }

  /** 0, or why not. */
  listen(backlog: number): number {
    const { process } = this.#actor;
    const listener = this.#site.listen({ process, backlog, onArrival: () => this.#arrange() });
    if (typeof listener === 'number') return listener;
    this.#listener = listener;
    this.#speaker = this.#loopback.speaker(this.#actor, this.#site.label);
    this.#opened.setActive(true);
    return 0;
  }

  /** New connections are refused from now on, those that nobody has accepted are reset; accepted ones go on. */
  close(done: () => void = () => {}): void {
    this.#opened.setActive(false);
    this.#site.close(this.#listener);
    this.#listener = null;
    const { execution, process } = this.#actor;
    const settle = bindCallback(done);
    const run = (): number => {
      settle();
      return 0;
    };
    execution.issue(new SocketOperation(this.#actor, CLOSE, this.#site.resource, run, closingPhase(process)));
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

  /** One step a connection, in order: between two of them whatever else is due may run. */
  #arrange(): void {
    if (this.#isAccepting || this.#speaker === null || this.#listener?.hasWaiting !== true) return;
    this.#isAccepting = true;
    this.#actor.execution.issue(new SocketOperation(this.#speaker, ACCEPT, this.#site.resource, () => this.#accept()));
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
    const seen = this.#site.addressesOf(client);
    if (seen === null) withoutAddresses(handle);
    else Object.assign(handle.side, seen);
    handle.side.take(end, name);
    return handle;
  }
}

/** libuv's listening TCP, on the simulated loopback. */
export class TcpListeningHandle extends ListeningHandle {
  readonly #site: TcpSite;

  constructor(actor: Actor, address: string, family: Address['family'], port: number) {
    const site = new TcpSite(worldFor(actor.execution).network.loopback, address, family, port);
    super(actor, site);
    this.#site = site;
  }

  getsockname(out: object): number {
    Object.assign(out, this.#site.address);
    return 0;
  }
}

/** libuv's listening pipe, at a path of the simulated disk. It knows no address: Node gives the path itself. */
export class UnixListeningHandle extends ListeningHandle {
  readonly #site: UnixSite;

  constructor(actor: Actor, path: string) {
    const site = new UnixSite(actor, path);
    super(actor, site);
    this.#site = site;
  }

  fchmod(bits: number): number {
    return this.#site.open(bits);
  }
}
