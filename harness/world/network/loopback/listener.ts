import { currentAccessLog } from '../../../engine/access-log.ts';
import type { SimProcess } from '../../../engine/process.ts';
import { hashString } from '../../../engine/trace-hash.ts';
import type { Address } from './address.ts';
import { TcpEnd } from './tcp-end.ts';

/** A connection that has reached a listener: one of its ends, and where the client is; null: at no address. */
export interface Arrival {
  readonly end: TcpEnd;
  readonly client: Address | null;
  /** `3000.1`: what its sides are called. */
  readonly name: string;
}

/** Where somebody listens, as timelines say it. */
export interface ListenerName {
  /** `3000`, `app.sock`: its connections are `3000.1`, `3000.2`, ... */
  readonly label: string;
  /** `tcp:3000`, `unix:/tmp/app.sock`. */
  readonly resource: string;
  /** What one of its connections holds in one direction; default: that of TCP. */
  readonly bytesMax?: number;
}

/** Who listens, and how. */
export interface ListenerOf {
  readonly process: SimProcess;
  readonly backlog: number;
  /** Called in the step of whoever connects. */
  readonly onArrival: () => void;
}

/** Port of the first client of a listener; those that follow count from here. */
const FIRST_CLIENT_PORT = 40_000;

/** Where the client is whose connection is the `ordinal`th of its listener. */
function clientAddress(family: Address['family'], ordinal: number): Address {
  return { address: family === 'IPv4' ? '127.0.0.1' : '::1', family, port: FIRST_CLIENT_PORT + (ordinal - 1) };
}

/** A socket that listens: connections are made by the kernel and wait here until the process accepts them. */
export class Listener {
  readonly process: SimProcess;
  private readonly name: ListenerName;
  private readonly backlog: number;
  private readonly waiting: Arrival[] = [];
  private readonly onArrival: () => void;
  private readonly key: number;
  private connections = 0;

  constructor(name: ListenerName, of: ListenerOf) {
    this.name = name;
    this.process = of.process;
    this.backlog = of.backlog;
    this.onArrival = of.onArrival;
    this.key = hashString(name.resource);
  }

  /** Says that the step in progress depends on who waits here, or changes it. */
  touch(): void {
    currentAccessLog()?.writes(this.key);
  }

  get hasWaiting(): boolean {
    return this.waiting.length > 0;
  }

  /** The client's end of a new connection; null: no room is left. `family`: of its address, if it has one. */
  connect(family?: Address['family']): Arrival | null {
    this.touch();
    // Linux holds one more than the backlog says.
    if (this.waiting.length > this.backlog) return null;
    const { label, resource, bytesMax } = this.name;
    const ordinal = ++this.connections;
    const ends = TcpEnd.pair(`${resource}/${ordinal}`, bytesMax);
    const name = `${label}.${ordinal}`;
    const client = family === undefined ? null : clientAddress(family, ordinal);
    this.waiting.push({ end: ends.server, client, name });
    this.onArrival();
    return { end: ends.client, client, name };
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
