import { Readable } from 'node:stream';
import { giveOwnValue } from './own-value.ts';
import { streamsOf } from './standard-streams.ts';

/**
 * Gives each simulated process a standard input that is at its end, as with `</dev/null`: what a terminal brings comes when it comes. That of a
 * program is what its parent sends.
 */
export function installStdinSeam(): void {
  giveOwnValue(process, 'stdin', (actor) => {
    const given = streamsOf(actor.process)?.stdin;
    if (given !== undefined) return given;
    const stdin = new Readable({ read: () => void stdin.push(null) });
    return Object.assign(stdin, { fd: 0 });
  });
}
