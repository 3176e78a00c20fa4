import { EventEmitter } from 'node:events';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import workerThreads, { type Worker, type WorkerOptions } from 'node:worker_threads';
import { currentActor } from '../../engine/current-actor.ts';
import { RacelineError } from '../../engine/errors.ts';
import { isAllowed, reportLeak } from '../../engine/leak-detector.ts';
import { OpenHandle } from '../../engine/open-handle.ts';
import type { Actor } from '../../engine/operation.ts';
import { patch } from '../../engine/patch.ts';
import type { SimProcess } from '../../engine/process.ts';
import { kindNamed } from '../../engine/resource.ts';
import type { Ending } from '../../world/programs.ts';
import { endProcess, worldFor } from '../../world/world.ts';
import { bindCallback } from '../dispatch/callback.ts';
import { dispatchGetter } from '../dispatch/dispatch.ts';
import { type Sent, sent } from '../messages/clone.ts';
import { channelNamed, Endpoint } from '../messages/endpoint.ts';
import { endpointOf, portOf, received, transferOf } from '../messages/port.ts';
import { SocketOperation } from '../net/operation.ts';
import { noteLines } from '../process/console.ts';
import { setVariables } from '../process/environment.ts';
import { empty, writing } from '../process/standard-streams.ts';
import { runProgram } from './launch.ts';

/** By this name threads that are not declared are refused, and a scenario allows real ones. */
const WORKER = 'WORKER';
const TERMINATE = kindNamed('terminate');

type WorkerClass = typeof Worker;

/** What a thread finds of itself in `node:worker_threads`, be it imported by name: copies of modules look each time. */
interface OfThread {
  readonly parentPort: object;
  readonly workerData: unknown;
}

const threads = new WeakMap<SimProcess, OfThread>();

/**
 * `new Worker(file)` against the programs that the scenario declares: a thread of the process that begins it, with its pid and files, whose
 * messages are steps. The program mostly is `({ process }) => process.load(file)`: the file itself, with modules of its own.
 *
 * Not covered: code as text, `stdin: true` and its like, `resourceLimits`, shared memory that two threads wait on.
 */
export function installWorkerSeam(): void {
  patch<WorkerClass>(workerThreads, 'Worker', (original) => {
    return new Proxy(original, {
      construct(real, given, target) {
        const actor = currentActor();
        if (actor === undefined || isAllowed(WORKER)) return Reflect.construct(real, given, target) as object;
        return begin(actor, given[0], (given[1] ?? {}) as WorkerOptions, target as WorkerClass);
      },
    });
  });
  dispatchGetter(workerThreads, 'parentPort', ({ process }) => threads.get(process)?.parentPort ?? null);
  dispatchGetter(workerThreads, 'workerData', ({ process }) => threads.get(process)?.workerData ?? null);
}

/** The thread exists from here on, and its code begins in a step of its own; what it is sent meanwhile waits. */
function begin(actor: Actor, file: unknown, options: WorkerOptions, target: WorkerClass): object {
  const path = file instanceof URL ? file.pathname : String(file);
  const { programs } = worldFor(actor.execution);
  const name = programs.has(path) ? path : basename(path);
  const { program = null, launcher } = programs.find(name) ?? {};
  const { eval: isCode, stdin, stdout, stderr } = options;
  if (program === null || launcher === undefined || isCode === true) throw undeclared(isCode === true ? 'code' : name);
  if (stdin === true || stdout === true || stderr === true) {
    reportLeak(WORKER, 'whose standard streams its parent takes; send messages');
  }
  const thread = launcher.process(name, actor.process.account, actor.process);
  const worker = new SimulatedWorker(actor, thread, options, target);
  const command = { name, args: (options.argv ?? []).map(String) };
  const say = (bytes: Buffer): void => noteLines(bytes.toString('utf8'));
  launcher.actor(name, thread, async (own) => {
    worker.started(own);
    const streams = { stdin: empty(), stdout: writing(say), stderr: writing(say) };
    await runProgram({ command, program }, own, streams, (error) => worker.failed(error));
  });
  return worker.shown;
}

/** Thrown where the thread would have been begun: the code under test cannot go on as if it had been. */
function undeclared(name: string): RacelineError {
  reportLeak(WORKER, `which runs ${name}: declare env.program('${name}', ...)`);
  return new RacelineError('ERR_UNSUPPORTED_CALL', {
    what: `code under test began a thread that runs ${name}`,
    why: 'no such program is declared',
    next: `Declare env.program('${name}', ({ process }) => process.load(file)), or allow: ['${WORKER}'] to have the real one.`,
  });
}

/** What comes from a thread beside the messages of its code. */
type Told = { readonly is: 'online' } | { readonly is: 'error'; readonly error: unknown };

/** The parent's side of a thread. */
class SimulatedWorker {
  /** What code under test has in its hands: of the class that it made it of. */
  readonly shown: EventEmitter;
  private readonly parent: Actor;
  private readonly thread: SimProcess;
  private readonly mine: Endpoint;
  private readonly theirs: Endpoint;
  private readonly opened: OpenHandle;
  private readonly data: Sent;
  private ending: Ending = { code: 0 };
  private isOver = false;
  private readonly ended: Promise<number>;
  private tellEnd: (code: number) => void = () => {};

  constructor(parent: Actor, thread: SimProcess, options: WorkerOptions, target: WorkerClass) {
    this.parent = parent;
    this.thread = thread;
    const { workerData, transferList, env } = options;
    this.data = clone(workerData, transferList);
    if (env !== workerThreads.SHARE_ENV) setVariables(thread, { ...((env as NodeJS.ProcessEnv) ?? process.env) });
    const resource = channelNamed(parent, 'worker');
    this.mine = new Endpoint(parent, resource);
    this.theirs = new Endpoint(parent, resource);
    this.mine.peer = this.theirs;
    this.theirs.peer = this.mine;
    this.opened = new OpenHandle(parent.execution, parent.process);
    this.opened.setActive(true);
    this.ended = new Promise((resolve) => {
      this.tellEnd = resolve;
    });
    this.shown = this.show(target);
    this.listenTo();
    worldFor(parent.execution).programs.whenEnded(thread, (how) => this.end(how));
  }

  /** In the thread's first step. */
  started(own: Actor): void {
    threads.set(this.thread, {
      parentPort: portOf(own, this.theirs),
      workerData: received(own, this.data),
    });
    this.mine.accept({ is: 'online' } satisfies Told);
  }

  /** Its code has thrown, and nobody caught it. */
  failed(error: unknown): void {
    this.mine.accept({ is: 'error', error } satisfies Told);
  }

  /** The real class takes its handle in its constructor, which must not run; its methods would look for that. */
  private show(target: WorkerClass): EventEmitter {
    const shown = Object.create(target.prototype as object) as EventEmitter;
    EventEmitter.call(shown);
    const { thread, opened } = this;
    const own: Record<string, PropertyDescriptor> = {
      postMessage: { value: (value: unknown, transfer: unknown) => this.post(value, transfer) },
      terminate: { value: () => this.terminate() },
      ref: { value: () => opened.setRef(true) },
      unref: { value: () => opened.setRef(false) },
      threadId: { get: () => (this.isOver ? -1 : thread.threadId) },
      resourceLimits: { value: {} },
      stdin: { value: null },
      stdout: { value: Readable.from([]) },
      stderr: { value: Readable.from([]) },
    };
    return Object.defineProperties(shown, own);
  }

  /** Messages come in the order in which they were sent, and word of the end after all of them. */
  private listenTo(): void {
    const emit = bindCallback((event: string, ...args: unknown[]) => void this.shown.emit(event, ...args));
    this.mine.attach(this.parent, {
      message: (value) => {
        const told = value as Told | Sent;
        if (!('is' in told)) emit('message', received(this.parent, told));
        else if (told.is === 'online') emit('online');
        else emit('error', told.error);
      },
      closed: () => {
        this.isOver = true;
        this.opened.setActive(false);
        const code = 'code' in this.ending ? this.ending.code : 1;
        emit('exit', code);
        this.tellEnd(code);
      },
    });
    this.mine.start();
  }

  /** To a thread that has ended nothing is sent, and nobody is told. */
  private post(value: unknown, transfer: unknown): void {
    if (!this.isOver) this.mine.send(clone(value, transfer));
  }

  /** The thread may take some steps more. Resolves with its exit code; undefined: it is over. */
  private terminate(): Promise<number | undefined> {
    const { thread, parent } = this;
    if (this.isOver) return Promise.resolve(undefined);
    this.opened.setRef(true);
    const run = (): number => {
      if (thread.alive) endProcess(parent.execution, thread, { code: 1 });
      return 1;
    };
    parent.execution.issue(new SocketOperation(parent, TERMINATE, `thread:${thread.name}.${thread.threadId}`, run));
    return this.ended;
  }

  /** What it has sent is told before its end is. */
  private end(how: Ending): void {
    this.ending = how;
    this.theirs.close();
  }
}

/** Cloned as it is sent; ports that go along are the other thread's. */
function clone(value: unknown, transfer: unknown): Sent {
  return sent(value, transferOf(transfer), (each) => endpointOf(each) ?? undefined);
}
