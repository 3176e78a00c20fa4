import os from 'node:os';
import { format } from 'node:util';
import workerThreads from 'node:worker_threads';
import { currentAccessLog } from '../../engine/access-log.ts';
import { isAlive } from '../../engine/alive.ts';
import { currentActor } from '../../engine/current-actor.ts';
import type { Actor } from '../../engine/operation.ts';
import { patchGetter } from '../../engine/patch.ts';
import type { SimProcess } from '../../engine/process.ts';
import { PIDS_KEY } from '../../engine/shared-keys.ts';
import type { Ending } from '../../world/programs.ts';
import { endProcess as killInWorld } from '../../world/world.ts';
import { dispatch, dispatchGetter, dispatchWithText } from '../dispatch/dispatch.ts';
import { ProcessExit } from '../dispatch/process-exit.ts';
import { argumentError, received } from '../files/argument-errors.ts';
import { deliverSignal, installProcessEventsSeam } from './events.ts';
import { exitWith } from './natural-end.ts';

/** Parent of every simulated process: outside of the simulation, always there, and unmoved by signals. */
const PARENT_PID = 1;
const HOSTNAME = 'raceline';

/** Makes who a process is, and how it ends, a matter of the simulated process whose code asks. */
export function installIdentitySeam(): void {
  dispatchGetter(process, 'pid', (actor) => actor.process.pid);
  dispatchGetter(process, 'ppid', () => PARENT_PID);
  dispatchWithText(os, 'hostname', () => HOSTNAME);
  // Modules that read it while they load have that of no actor: the same in every worker, or temp names would differ.
  patchGetter<number>(workerThreads, 'threadId', () => () => currentActor()?.process.threadId ?? 0);
  dispatchGetter(workerThreads, 'isMainThread', (actor) => actor.process.threadOf === null);
  dispatch(process, 'uptime', (actor) => actor.execution.now / 1_000);
  installProcessEventsSeam();
  dispatch(process, 'kill', kill);
  for (const how of ['exit', 'reallyExit', 'abort'] as const) {
    dispatch(process, how, (actor, args) => exit(actor, how, args));
  }
}

function exit(actor: Actor, how: 'exit' | 'reallyExit' | 'abort', args: readonly unknown[]): never {
  const { process } = actor;
  const [code] = args;
  if (how === 'exit') exitWith(actor, args);
  const call = `process.${how}(${code === undefined ? '' : String(code)})`;
  endProcess(actor, process, `${call} of ${process.name} (pid ${process.pid})`, endingOf(how, args));
  throw new ProcessExit(process);
}

/** `abort` is a signal to itself; `reallyExit` takes its code from nobody else. */
function endingOf(how: 'exit' | 'reallyExit' | 'abort', [code]: readonly unknown[]): Ending {
  if (how === 'abort') return { signal: 'SIGABRT' };
  // Of which the kernel keeps eight bits.
  return { code: Number(how === 'exit' ? (process.exitCode ?? 0) : (code ?? 0)) & 0xff };
}

/** Signals whose default action lets the process live. */
const HARMLESS = new Set<unknown>(['SIGCHLD', 'SIGCONT', 'SIGURG', 'SIGWINCH']);

/** Nothing is passed through, not even what Node should refuse: a real process might be at the other end. */
function kill(actor: Actor, args: readonly unknown[]): true {
  const pid = pidOf(args[0]);
  const signal = signalOf(args[1]);
  const target = pid === 0 ? actor.process : findProcess(actor, pid);
  if (target === undefined) {
    if (pid === PARENT_PID) return true;
    throw killError('ESRCH');
  }
  if (signal !== null) sendSignal(actor, target, signal);
  // A thread that ended its process, too.
  if (!actor.process.alive) throw new ProcessExit(target);
  return true;
}

/** Its listeners are told, or it ends. SIGKILL nobody hears. */
export function sendSignal(actor: Actor, target: SimProcess, signal: string): void {
  if ((signal !== 'SIGKILL' && deliverSignal(target, signal)) || HARMLESS.has(signal)) return;
  endProcess(actor, target, `kill -${signal} ${target.name} (pid ${target.pid}) by ${actor.name}`, { signal });
}

/** Node takes a text as well: what stands in a lock file. */
function pidOf(given: unknown): number {
  const pid = typeof given === 'string' ? Number(given) : given;
  if (typeof pid === 'number' && pid === (pid | 0)) return pid;
  throw argumentError('ERR_INVALID_ARG_TYPE', `The "pid" argument must be of type number. ${received(given)}`);
}

/** The signal's name; null for 0, which only asks. Whatever else is falsy is SIGTERM in Node. */
export function signalOf(given: unknown): string | null {
  if (given === 0) return null;
  const signal = given || 'SIGTERM';
  const known = Object.entries(os.constants.signals).find(([name, number]) => name === signal || number === signal);
  if (known !== undefined) return known[0];
  if (Number.isInteger(signal)) throw killError('EINVAL');
  throw argumentError('ERR_UNKNOWN_SIGNAL', format('Unknown signal: %s', signal));
}

/** A pid may be used again after its process died, so the living one is meant; an upstream is on another machine. */
function findProcess(actor: Actor, pid: number): SimProcess | undefined {
  currentAccessLog()?.reads(PIDS_KEY);
  return actor.execution.processes.find(
    (process) => process.pid === pid && !process.isUpstream && process.threadOf === null && isAlive(process),
  );
}

function killError(code: 'EINVAL' | 'ESRCH'): Error {
  return Object.assign(new Error(`kill ${code}`), { errno: -os.constants.errno[code], code, syscall: 'kill' });
}

function endProcess(actor: Actor, target: SimProcess, text: string, how: Ending): void {
  const { execution } = actor;
  if (!target.alive) return;
  killInWorld(execution, target, how);
  execution.line('note', text);
}
