import { constants } from 'node:os';
import { reportLeak } from '../../engine/leak-detector.ts';
import type { Actor } from '../../engine/operation.ts';
import { type Address, isLocal, resourceOf } from '../../world/network/loopback/address.ts';
import type { Arrival } from '../../world/network/loopback/listener.ts';
import { worldFor } from '../../world/world.ts';
import { errorNumber, unixPath } from './unix.ts';

/** Where a socket connects to. */
export interface Destination {
  readonly kind: 'tcp' | 'unix';
  /** What timelines call it: `tcp:3000`. */
  readonly resource: string;
  /** Asks, now: an error number; null: no answer, which the kernel waits for. */
  reach(): Reached | number | null;
}

/** A connection that is made, and what the client is told of where the server is: nothing on a Unix socket. */
export interface Reached {
  readonly arrival: Arrival;
  readonly remote: Address | null;
}

/** A port of the loopback. */
export function tcpDestination(actor: Actor, to: Address): Destination {
  const { loopback } = worldFor(actor.execution).network;
  return {
    kind: 'tcp',
    resource: resourceOf(to.port),
    reach() {
      if (!requireLocal(to.address, to.port)) return -constants.errno.ECONNREFUSED;
      const listener = loopback.listenerAt(to.address, to.port);
      if (listener === null) return -constants.errno.ECONNREFUSED;
      const arrival = listener.connect(to.family);
      if (arrival === null) return null;
      const { client } = arrival;
      return { arrival, remote: { ...to, address: client?.address ?? to.address } };
    },
  };
}

/** A path of the simulated disk. */
export function unixDestination(actor: Actor, given: string): Destination {
  const { volume, unix, path, resource } = unixPath(actor, given);
  return {
    kind: 'unix',
    resource,
    reach() {
      const listener = unix.listenerAt(volume, path);
      if (typeof listener === 'string') return errorNumber(listener);
      const arrival = listener.connect();
      // Unlike a port, whoever finds it full is told so at once.
      return arrival === null ? -constants.errno.EAGAIN : { arrival, remote: null };
    },
  };
}

/** Whether the loopback has this address; if not, it is named. */
export function requireLocal(address: string, port: number): boolean {
  const isHere = isLocal(address);
  if (!isHere) reportLeak(`a connection to ${address}:${port}`, NOT_LOCAL);
  return isHere;
}

const NOT_LOCAL =
  'which only the loopback has; use fetch for upstreams, or env.network.serveNodeHttp() for clients of node:http';
