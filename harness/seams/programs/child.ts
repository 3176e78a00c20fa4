import { constants } from 'node:os';
import { OpenHandle } from '../../engine/open-handle.ts';
import type { Actor } from '../../engine/operation.ts';
import type { SimProcess } from '../../engine/process.ts';
import { kindNamed } from '../../engine/resource.ts';
import type { Ending } from '../../world/programs.ts';
import { worldFor } from '../../world/world.ts';
import { bindCallback } from '../dispatch/callback.ts';
import { SocketOperation } from '../net/operation.ts';
import { sendSignal, signalOf } from '../process/identity.ts';
import { empty, type StandardStreams, writing } from '../process/standard-streams.ts';
import { connectChannel, type PipeHandle } from './ipc.ts';
import { type Launch, launchOf, processOf, type Request, runProgram } from './launch.ts';
import { closedPipe, type Opening, openingOf, type StdioEntry } from './stdio.ts';

const EXIT = kindNamed('exit');

/** What Node asks of the handle of a ChildProcess: libuv's `uv_process_t`. */
export interface ProcessHandle {
  pid?: number;
  /** Set by Node. `signal`: its name, or an empty text. */
  onexit?(code: number, signal: string): void;
  spawn(...request: unknown[]): number;
  kill(signal: number): number;
  close(): void;
  ref(): void;
  unref(): void;
  hasRef(): boolean;
}

/** What is to be begun, and what it is to be connected with. */
interface ChildRequest extends Request {
  readonly stdio: readonly StdioEntry[];
}

/** Puts a simulated process in place of the one that this handle would begin. */
export function controlChild(handle: ProcessHandle, actor: Actor): void {
  const child = new Child(handle, actor);
  const own: Omit<ProcessHandle, 'close' | 'pid'> = {
    spawn: (...given) => child.spawn(requestOf(given)),
    kill: (signal) => child.kill(signal),
    ref: () => child.opened.setRef(true),
    unref: () => child.opened.setRef(false),
    hasRef: () => child.opened.hasRef,
  };
  Object.assign(handle, own);
}

/** One object, or from Node 26 on its parts. */
function requestOf([first, args, cwd, envPairs, stdio]: readonly unknown[]): ChildRequest {
  if (typeof first === 'object') return first as ChildRequest;
  return { file: first, args, cwd, envPairs, stdio } as ChildRequest;
}

/** The process that one ChildProcess stands for. */
class Child {
  readonly opened: OpenHandle;
  private readonly handle: ProcessHandle;
  private readonly parent: Actor;
  private process: SimProcess | null = null;

  constructor(handle: ProcessHandle, parent: Actor) {
    this.handle = handle;
    this.parent = parent;
    this.opened = new OpenHandle(parent.execution, parent.process);
  }

  /** 0, or libuv's error number. */
  spawn({ stdio, ...request }: ChildRequest): number {
    const { parent } = this;
    const found = launchOf(request, parent);
    if (found === null) return this.fail(stdio);
    const { launch, launcher } = found;
    const process = processOf(launch, launcher, parent);
    this.process = process;
    this.handle.pid = process.pid;
    this.opened.setActive(true);
    this.arrangeExit(process);
    launcher.actor(process.name, process, bodyOf(launch, stdio, parent, process));
    return 0;
  }

  /** There is no such program: nothing comes of the pipes, and Node says so in a tick. */
  private fail(stdio: readonly StdioEntry[]): number {
    for (const entry of stdio) closedPipe(entry, this.parent);
    const { handle } = this;
    const told = handle.onexit;
    handle.onexit = (...why) => {
      told?.apply(handle, why);
      letGo(handle);
    };
    return -constants.errno.ENOENT;
  }

  /** A process that has ended but of whose end the parent has not been told takes signals, and does nothing. */
  kill(signal: number): number {
    const { process, parent } = this;
    if (process === null) return -constants.errno.ESRCH;
    const name = signalOf(signal);
    if (process.alive && name !== null) sendSignal(parent, process, name);
    return 0;
  }

  /** The kernel tells the parent in a step of its own. */
  private arrangeExit(process: SimProcess): void {
    const { execution, process: own } = this.parent;
    const { programs, network } = worldFor(execution);
    const speaker = network.loopback.speaker(this.parent, `${process.name}.${process.pid}`);
    const tell = bindCallback((how: Ending) => this.tell(how));
    programs.whenEnded(process, (how) => {
      if (!own.alive) return;
      const run = (): number => {
        tell(how);
        return 'code' in how ? how.code : -(Reflect.get(constants.signals, how.signal) as number);
      };
      execution.issue(new SocketOperation(speaker, EXIT, `child:${process.pid}`, run));
    });
  }

  /** Node closes what it no longer needs, and emits `exit`; `close` comes once the streams have ended too. */
  private tell(how: Ending): void {
    const { handle, opened } = this;
    opened.setActive(false);
    const told = handle.onexit;
    if ('code' in how) told?.call(handle, how.code, '');
    else told?.call(handle, 0, how.signal);
    letGo(handle);
  }
}

/** Node never frees a handle whose process it did not begin, so it must lead to nothing. */
function letGo(handle: ProcessHandle): void {
  for (const key of Reflect.ownKeys(handle)) Reflect.deleteProperty(handle, key);
}

/**
 * Connects the two, and gives what the program's actor does. The parent has its ends of the pipes when `spawn` returns; the program opens its
 * own in its first step, as code of its own process.
 */
function bodyOf(
  launch: Launch,
  stdio: readonly StdioEntry[],
  parent: Actor,
  process: SimProcess,
): (actor: Actor) => Promise<void> {
  let self: Actor | undefined;
  const of = (): Actor => self ?? parent;
  let openChannel = (_actor: Actor): void => {};
  const openings: (Opening | undefined)[] = stdio.map((entry, number) => {
    if (entry.ipc !== true) return openingOf(entry, number, parent, process, of);
    openChannel = connectChannel(entry.handle as PipeHandle, parent, process);
    return undefined;
  });
  return async (actor) => {
    self = actor;
    openChannel(actor);
    const opened = openings.map((open) => open?.());
    const [stdin = empty(), stdout = writing(() => {}), stderr = writing(() => {})] = opened;
    await runProgram(launch, actor, { stdin, stdout, stderr } as StandardStreams);
  };
}
