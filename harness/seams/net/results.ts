import { getSystemErrorName } from 'node:util';

/** `240 bytes`, `end`, `ECONNRESET`: what an operation of a socket came to. */
export function describeResult(kind: string, result: number): string {
  if (result < 0) return getSystemErrorName(result);
  if (kind !== 'receive') return '';
  return result === 0 ? 'end' : `${result} bytes`;
}
