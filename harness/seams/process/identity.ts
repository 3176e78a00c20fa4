import os from 'node:os';
import workerThreads from 'node:worker_threads';
import { currentAccessLog } from '../../engine/access-log.ts';
import { isAlive } from '../../engine/alive.ts';
import { currentActor } from '../../engine/current-actor.ts';
import type { Actor } from '../../engine/operation.ts';
import { type Call, patchGetter } from '../../engine/patch.ts';
import type { SimProcess } from '../../engine/process.ts';
import { PIDS_KEY } from '../../engine/shared-keys.ts';
import { endProcess as killInWorld } from '../../world/world.ts';
import { dispatch, dispatchGetter, dispatchWithText, PASS_THROUGH } from '../dispatch/dispatch.ts';
import { ProcessExit } from '../dispatch/process-exit.ts';
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
  endProcess(actor, process, `${call} of ${process.name} (pid ${process.pid})`);
  throw new ProcessExit(process);
}

/** Signals whose default action lets the process live. */
const HARMLESS = new Set<unknown>(['SIGCHLD', 'SIGCONT', 'SIGURG', 'SIGWINCH']);

function kill(actor: Actor, [pid, signal = 'SIGTERM']: readonly unknown[], original: Call): unknown {
  // No real process is ever at the other end of an actor's signal; what is no pid or no signal Node refuses itself.
  if (!isPid(pid)) return PASS_THROUGH;
  if (!isSignal(signal)) return original(process.pid, signal);
  const target = pid === 0 ? actor.process : findProcess(actor, pid);
  if (target === undefined) {
    if (pid === PARENT_PID) return true;
    throw noSuchProcess();
  }
  const name = signalName(signal);
  if (signal === 0 || (name !== 'SIGKILL' && deliverSignal(target, name)) || HARMLESS.has(name)) return true;
  endProcess(actor, target, `kill -${name} ${target.name} (pid ${target.pid}) by ${actor.name}`);
  // A thread that ended its process, too.
  if (!actor.process.alive) throw new ProcessExit(target);
  return true;
}

function isPid(pid: unknown): pid is number {
  return Number.isInteger(pid);
}

function isSignal(signal: unknown): boolean {
  if (typeof signal === 'number') return signal === 0 || Object.values(os.constants.signals).includes(signal);
  return typeof signal === 'string' && signal in os.constants.signals;
}

function signalName(signal: unknown): string {
  const known = Object.entries(os.constants.signals).find(([name, number]) => name === signal || number === signal);
  return known?.[0] ?? String(signal);
}

/** A pid may be used again after its process died, so the living one is meant; an upstream is on another machine. */
function findProcess(actor: Actor, pid: number): SimProcess | undefined {
  currentAccessLog()?.reads(PIDS_KEY);
  return actor.execution.processes.find(
    (process) => process.pid === pid && !process.isUpstream && process.threadOf === null && isAlive(process),
  );
}

function noSuchProcess(): Error {
  return Object.assign(new Error('kill ESRCH'), { errno: -os.constants.errno.ESRCH, code: 'ESRCH', syscall: 'kill' });
}

function endProcess(actor: Actor, target: SimProcess, text: string): void {
  const { execution } = actor;
  if (!target.alive) return;
  killInWorld(execution, target);
  execution.line('note', text);
}
