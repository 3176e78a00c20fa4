import type { Actor } from '../../engine/operation.ts';
import type { Peer } from '../../world/network/broken-connection.ts';
import { worldFor } from '../../world/world.ts';

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Whom a request of this address is to. */
export function peerAt(actor: Actor, { protocol, hostname, port }: URL): Peer {
  const address = worldFor(actor.execution).network.addressOf(hostname) ?? hostname;
  return { host: hostname, address, port: port === '' ? (DEFAULT_PORTS[protocol] ?? 0) : Number(port) };
}
