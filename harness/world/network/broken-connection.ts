import { constants } from 'node:os';
import { getSystemErrorName } from 'node:util';

/**
 * How a connection breaks, or is never made: `reset` by the other side (ECONNRESET), `cut` where it closes it before its time
 * (UND_ERR_SOCKET), `refused` where nobody listens (ECONNREFUSED), `unknown-host` where its name has no address (ENOTFOUND).
 */
export type Break = 'reset' | 'cut' | 'refused' | 'unknown-host';

/** Of the error that a client gets. */
export const CODES: Readonly<Record<Break, string>> = {
  reset: 'ECONNRESET',
  cut: 'UND_ERR_SOCKET',
  refused: 'ECONNREFUSED',
  'unknown-host': 'ENOTFOUND',
};

export function isBreak(value: unknown): value is Break {
  return typeof value === 'string' && Object.hasOwn(CODES, value);
}

/** Whom a connection is to, as errors name it. */
export interface Peer {
  readonly host: string;
  readonly address: string;
  readonly port: number;
}

/** What Node gives `fetch` as the cause of its failure. */
export function breakError(how: Break, { host, address, port }: Peer): Error {
  if (how === 'reset') return connectionReset();
  if (how === 'cut') return connectionCut();
  if (how === 'unknown-host') return hostNotFound(host);
  const refused = errorOfSystem(-constants.errno.ECONNREFUSED, 'connect');
  refused.message += ` ${address}:${port}`;
  return Object.assign(refused, { address, port });
}

/** The system error of a connection that the other side dropped, as a socket reports it. */
export function connectionReset(): Error {
  return errorOfSystem(-constants.errno.ECONNRESET, 'read');
}

/** undici's `SocketError`, but for its `socket`, which tells of ports and bytes. */
export function connectionCut(): Error {
  return Object.assign(new Error('other side closed'), { name: 'SocketError', code: 'UND_ERR_SOCKET' });
}

/** What a look-up gives, with the fields that Node gives it, in its order. */
export function hostNotFound(hostname: string): Error {
  const error = new Error(`getaddrinfo ENOTFOUND ${hostname}`);
  return Object.assign(error, { errno: -3008, code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname });
}

/** As Node makes it of an error number (negative) and the call that failed. */
export function errorOfSystem(errno: number, syscall: string): Error {
  const code = getSystemErrorName(errno);
  return Object.assign(new Error(`${syscall} ${code}`), { errno, code, syscall });
}
