import buffer from 'node:buffer';
import { dispatch } from './dispatch/dispatch.ts';

/** What is in memory that nobody has written to: a byte that no text has, so that it shows who reads it. */
const UNINITIALISED = 0xa5;

/** Memory that is not cleared has what others left there, earlier executions too. An actor finds the same in each. */
export function installUninitialisedMemory(): void {
  const { Buffer } = buffer;
  for (const name of ['allocUnsafe', 'allocUnsafeSlow'] as const) {
    dispatch<(size: number) => Buffer>(Buffer, name, (_, [size], original) => {
      return Reflect.apply(original, Buffer, [size]).fill(UNINITIALISED);
    });
  }
}
