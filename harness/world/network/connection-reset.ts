import { constants } from 'node:os';

/** The system error of a connection that the other side dropped, as a socket reports it. */
export function connectionReset(): Error {
  return Object.assign(new Error('read ECONNRESET'), {
    errno: -constants.errno.ECONNRESET,
    code: 'ECONNRESET',
    syscall: 'read',
  });
}
