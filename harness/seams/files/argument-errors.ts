import { inspect } from 'node:util';

/** The errors that Node has for arguments which it refuses, down to the text. */

export function outOfRange(name: string, range: string, received: unknown): Error {
  const isLong = Number.isInteger(received) && Math.abs(received as number) > 2 ** 32;
  // From there on Node sets thousands apart.
  const told = inspect(received, { numericSeparator: isLong });
  const text = `The value of "${name}" is out of range. It must be ${range}. Received ${told}`;
  return Object.assign(new RangeError(text), { code: 'ERR_OUT_OF_RANGE' });
}

export function invalid(name: string, value: unknown): Error {
  return argumentError('ERR_INVALID_ARG_VALUE', `The argument '${name}' is invalid. Received ${inspect(value)}`);
}

/** How Node says what it got in place of what it wanted. */
export function received(value: unknown): string {
  if (value === undefined || value === null) return `Received ${value}`;
  if (typeof value === 'function') return `Received function ${value.name}`;
  if (typeof value === 'object') return `Received an instance of ${value.constructor?.name ?? 'Object'}`;
  return `Received type ${typeof value} (${inspect(value)})`;
}

export function argumentError(code: string, message: string): Error {
  return Object.assign(new TypeError(message), { code });
}
