import { constants } from 'node:os';
import { getSystemErrorName } from 'node:util';

/** The system error of a connection that the other side dropped, as a socket reports it. */
export function connectionReset(): Error {
  return errorOfSystem(-constants.errno.ECONNRESET, 'read');
}

/** As Node makes it of an error number (negative) and the call that failed. */
export function errorOfSystem(errno: number, syscall: string): Error {
  const code = getSystemErrorName(errno);
  return Object.assign(new Error(`${syscall} ${code}`), { errno, code, syscall });
}
