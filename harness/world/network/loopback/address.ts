/** Where a socket is, or would like to be. */
export interface Address {
  readonly address: string;
  readonly family: 'IPv4' | 'IPv6';
  readonly port: number;
}

/** Addresses that take connections to whatever address this machine has. */
const WILDCARDS = new Set(['::', '0.0.0.0']);

/** Whether who listens here is found at each address of its family. */
export function isWildcard(address: string): boolean {
  return WILDCARDS.has(address);
}

/** Whether a connection to this address stays on the machine. */
export function isLocal(address: string): boolean {
  return WILDCARDS.has(address) || address === '::1' || /^(?:::ffff:)?127\./.test(address);
}

/** What timelines call a port. */
export function resourceOf(port: number): string {
  return `tcp:${port}`;
}
