import type { Program } from '../program.ts';
import { ABORTS } from './aborts.ts';
import { CHILD_PROCESSES } from './child-processes.ts';
import { COMPRESSION } from './compression.ts';
import { FETCH } from './fetch.ts';
import { FILE_COPIES } from './file-copies.ts';
import { FILE_ERRORS } from './file-errors.ts';
import { FILE_ORDERS } from './file-orders.ts';
import { FILE_PIECES } from './file-pieces.ts';
import { FILE_RESULTS } from './file-results.ts';
import { FILE_STREAMS } from './file-streams.ts';
import { FILE_TREES } from './file-trees.ts';
import { FILE_WATCHES } from './file-watches.ts';
import { MESSAGES } from './messages.ts';
import { ORDERS } from './orders.ts';
import { PROCESS } from './process.ts';
import { RANDOMNESS } from './randomness.ts';
import { SERVERS } from './servers.ts';
import { SOCKETS } from './sockets.ts';
import { THREADS } from './threads.ts';
import { TIMERS } from './timers.ts';
import { UNIX_SOCKETS } from './unix-sockets.ts';

const PROGRAMS: Readonly<Record<string, readonly Program[]>> = {
  orders: ORDERS,
  timers: TIMERS,
  aborts: ABORTS,
  'file-results': FILE_RESULTS,
  'file-errors': FILE_ERRORS,
  'file-orders': FILE_ORDERS,
  'file-streams': FILE_STREAMS,
  'file-copies': FILE_COPIES,
  'file-pieces': FILE_PIECES,
  'file-trees': FILE_TREES,
  'file-watches': FILE_WATCHES,
  fetch: FETCH,
  sockets: SOCKETS,
  servers: SERVERS,
  'unix-sockets': UNIX_SOCKETS,
  process: PROCESS,
  'child-processes': CHILD_PROCESSES,
  threads: THREADS,
  messages: MESSAGES,
  randomness: RANDOMNESS,
  compression: COMPRESSION,
};

/** Names of the families. */
export const FAMILIES: readonly string[] = Object.keys(PROGRAMS);

/** The programs of these families, or of these names; all, if none is given. */
export function programsOf(families: readonly string[]): Program[] {
  const all = Object.values(PROGRAMS).flat();
  const names = all.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new Error(`two programs are named ${twice}`);
  if (families.length === 0) return all;
  return families.flatMap((name) => PROGRAMS[name] ?? all.filter((program) => program.name === name));
}
