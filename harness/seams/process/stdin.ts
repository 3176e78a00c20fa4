import { Readable } from 'node:stream';
import { giveOwnValue } from './own-value.ts';

/** Gives each simulated process a standard input that is at its end, as with `</dev/null`: what a terminal brings comes when it comes. */
export function installStdinSeam(): void {
  giveOwnValue(process, 'stdin', () => {
    const stdin = new Readable({ read: () => void stdin.push(null) });
    return Object.assign(stdin, { fd: 0 });
  });
}
