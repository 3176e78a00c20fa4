import os from 'node:os';
import workerThreads from 'node:worker_threads';
import { currentAccessLog } from '../../engine/access-log.ts';
import { isAlive } from '../../engine/alive.ts';
import { currentActor } from '../../engine/current-actor.ts';
import type { Actor } from '../../engine/operation.ts';
import { patch, patchGetter } from '../../engine/patch.ts';
import type { SimProcess } from '../../engine/process.ts';
import { PIDS_KEY } from '../../engine/shared-keys.ts';
import { worldOf } from '../../world/world.ts';
import { deliverSignal, emitExit, installProcessEventsSeam } from './events.ts';

type Call = (this: unknown, ...args: unknown[]) => unknown;

/** Parent of every simulated process. No simulated process has it, so a signal to it finds nobody. */
const PARENT_PID = 1;
const HOSTNAME = 'raceline';

/** Makes who a process is, and how it ends, a matter of the simulated process whose code asks. */
export function installIdentitySeam(): void {
  patchGetter<number>(process, 'pid', (original) => () => currentActor()?.process.pid ?? original());
  patchGetter<number>(process, 'ppid', (original) => () => (currentActor() === undefined ? original() : PARENT_PID));
  patch<() => string>(os, 'hostname', (original) => () => (currentActor() === undefined ? original() : HOSTNAME));
  // Not by actor: modules read it once, while they load. The same in every worker, or temp names would differ.
  patch<number>(workerThreads, 'threadId', () => 0);
  patch<() => number>(process, 'uptime', (original) => () => {
    const actor = currentActor();
    return actor === undefined ? original.call(process) : actor.execution.now / 1_000;
  });
  installProcessEventsSeam();
  patch<Call>(process, 'kill', killDispatcher);
  patch<Call>(process, 'exit', (original) => exitDispatcher(original, 'exit'));
  patch<Call>(process, 'reallyExit', (original) => exitDispatcher(original, 'reallyExit'));
  patch<Call>(process, 'abort', (original) => exitDispatcher(original, 'abort'));
}

/**
 * Thrown by `process.exit` of a simulated process, because a call that never returns cannot be had. Code that catches
 * it runs on, but to no effect: nothing that a dead process issues is taken, and what it throws is nobody's.
 */
export class ProcessExit extends Error {
  constructor(process: SimProcess) {
    super(`simulated process ${process.name} has ended`);
    this.name = 'ProcessExit';
  }
}

function exitDispatcher(original: Call, how: 'exit' | 'reallyExit' | 'abort'): Call {
  return function exit(this: unknown, ...args) {
    const actor = currentActor();
    if (actor === undefined) return Reflect.apply(original, process, args);
    const code = args[0] === undefined ? '' : String(args[0]);
    try {
      if (how === 'exit') emitExit(actor.process, args[0]);
    } finally {
      endProcess(actor, actor.process, `process.${how}(${code}) of ${actor.process.name} (pid ${actor.process.pid})`);
    }
    throw new ProcessExit(actor.process);
  };
}

/** Signals whose default action lets the process live. */
const HARMLESS = new Set<unknown>(['SIGCHLD', 'SIGCONT', 'SIGURG', 'SIGWINCH']);

function killDispatcher(original: Call): Call {
  return function kill(this: unknown, pid, signal = 'SIGTERM') {
    const actor = currentActor();
    // No real process is ever at the other end of an actor's signal; what is no pid or no signal Node refuses itself.
    if (actor === undefined || !isPid(pid)) return Reflect.apply(original, process, [pid, signal]);
    if (!isSignal(signal)) return Reflect.apply(original, process, [process.pid, signal]);
    const target = pid === 0 ? actor.process : findProcess(actor, pid);
    if (target === undefined) throw noSuchProcess();
    const name = signalName(signal);
    if (signal === 0 || (name !== 'SIGKILL' && deliverSignal(target, name)) || HARMLESS.has(name)) return true;
    endProcess(actor, target, `kill -${name} ${target.name} (pid ${target.pid}) by ${actor.name}`);
    if (target === actor.process) throw new ProcessExit(target);
    return true;
  };
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

/** A pid may be used again after its process died, so the living one is meant. */
function findProcess(actor: Actor, pid: number): SimProcess | undefined {
  currentAccessLog()?.reads(PIDS_KEY);
  return actor.execution.processes.find((process) => process.pid === pid && isAlive(process));
}

function noSuchProcess(): Error {
  return Object.assign(new Error('kill ESRCH'), { errno: -os.constants.errno.ESRCH, code: 'ESRCH', syscall: 'kill' });
}

function endProcess(actor: Actor, target: SimProcess, text: string): void {
  const { execution } = actor;
  if (!target.alive) return;
  execution.kill(target);
  worldOf(execution)?.processKilled(target);
  execution.line('note', text);
}
