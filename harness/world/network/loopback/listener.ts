import { currentAccessLog } from '../../../engine/access-log.ts';
import type { SimProcess } from '../../../engine/process.ts';
import { hashString } from '../../../engine/trace-hash.ts';
import { type Address, resourceOf } from './address.ts';
import { TcpEnd } from './tcp-end.ts';

/** A connection that has reached a listener: the server's end, and where the client is. */
export interface Arrival {
  readonly end: TcpEnd;
  readonly client: Address;
  /** `3000.1`: what its sides are called. */
  readonly name: string;
}

/** Port of the first client of a listener; those that follow count from here. */
const FIRST_CLIENT_PORT = 40_000;

/** A socket that listens: connections are made by the kernel and wait here until the process accepts them. */
export class Listener {
  readonly address: Address;
  readonly process: SimProcess;
  private readonly backlog: number;
  private readonly waiting: Arrival[] = [];
  private readonly onArrival: () => void;
  private readonly key: number;
  private connections = 0;

  constructor(address: Address, of: { process: SimProcess; backlog: number; onArrival: () => void }) {
    this.address = address;
    this.process = of.process;
    this.backlog = of.backlog;
    this.onArrival = of.onArrival;
    this.key = hashString(resourceOf(address.port));
  }

  /** Says that the step in progress depends on who waits here, or changes it. */
  touch(): void {
    currentAccessLog()?.writes(this.key);
  }

  get hasWaiting(): boolean {
    return this.waiting.length > 0;
  }

  /** The client's end of a new connection and its address; null: no room is left, and the kernel does not answer. */
  connect(family: Address['family']): { end: TcpEnd; client: Address; name: string } | null {
    this.touch();
    // Linux holds one more than the backlog says.
    if (this.waiting.length > this.backlog) return null;
    const { port } = this.address;
    const n = ++this.connections;
    const { client: end, server } = TcpEnd.pair(`${resourceOf(port)}/${n}`);
    const address = family === 'IPv4' ? '127.0.0.1' : '::1';
    const client: Address = { address, family, port: FIRST_CLIENT_PORT + (n - 1) };
    const name = `${port}.${n}`;
    this.waiting.push({ end: server, client, name });
    this.onArrival();
    return { end, client, name };
  }

  /** The connection that has waited longest. */
  accept(): Arrival | null {
    this.touch();
    return this.waiting.shift() ?? null;
  }

  /** Whoever still waits is reset. */
  close(): void {
    this.touch();
    for (const { end } of this.waiting.splice(0)) end.close('reset');
  }
}
