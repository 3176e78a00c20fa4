import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Piscina } from 'piscina';
import { DEFAULT_PROCESS } from '../../engine/account.ts';
import { RacelineError } from '../../engine/errors.ts';
import { PACKAGE_FOLDER } from '../../engine/folders.ts';
import { Marks } from './marks.ts';
import { watchMarks } from './watchdog.ts';
import type { Replies, Request, Response, Task } from './worker-protocol.ts';

export interface CrewOptions {
  /** Name or path of the scenario that requests are about, unless they say otherwise. */
  readonly scenario: string;
  /** Real ms without a sign of life after which a step counts as one that never returns. */
  readonly hangMs: number;
  /** Threads, and how many requests run at a time. */
  readonly workers: number;
}

/**
 * The worker threads of one command. The pool (piscina) spawns them, hands out requests, and replaces a thread that was
 * ended; what it cannot know is whether a busy thread is alive, so each member has marks and a watchdog.
 */
export class WorkerCrew {
  private readonly options: CrewOptions;
  private pool: Pool;
  private readonly members: readonly CrewMember[];

  constructor(options: CrewOptions) {
    const { scenario, hangMs, workers } = options;
    this.options = options;
    this.pool = makePool(workers);
    const threads: Threads = {
      pool: () => this.pool,
      beginIn: (timeZone) => this.beginIn(timeZone),
    };
    this.members = Array.from({ length: workers }, () => new CrewMember(threads, scenario, hangMs));
  }

  /** Replaces the threads by ones in another time zone. Before they have executed anything, since the first request is told. */
  private async beginIn(timeZone: string): Promise<void> {
    const before = this.pool;
    chooseTimeZone(timeZone);
    this.pool = makePool(this.options.workers);
    await before.threads.destroy();
  }
  /** The `index`th of the requests that may run at a time, from 0. */
  member(index: number): CrewMember {
    const member = this.members[index];
    if (member === undefined) throw new RangeError(`member ${index} of ${this.members.length}`);
    return member;
  }

  get size(): number {
    return this.members.length;
  }

  /** Lends a thread that has executed nothing yet. */
  async withFreshThread<T>(use: (member: CrewMember) => Promise<T>): Promise<T> {
    const fresh = new WorkerCrew({ ...this.options, workers: 1 });
    try {
      return await use(fresh.member(0));
    } finally {
      await fresh.close();
    }
  }

  requestStop(): void {
    for (const { marks } of this.members) marks.requestStop();
  }

  clearStop(): void {
    for (const { marks } of this.members) marks.clearStop();
  }

  async close(): Promise<void> {
    await this.pool.threads.destroy();
  }
}

/** Threads, and what they could tell nobody. */
interface Pool {
  readonly threads: Piscina<Task, Response>;
  readonly late: LateErrors;
}

function makePool(workers: number): Pool {
  chooseTimeZone(timeZone);
  // A worker's young generation holds next to nothing that lives on, so waking helpers to collect it costs more than
  // they bring, and they take the processor from the other workers: 5 % of a run with two of them.
  setFlagsFromString('--no-parallel-scavenge');
  const threads = new Piscina<Task, Response>({
    filename: fileURLToPath(new URL('bin/worker.cjs', PACKAGE_FOLDER)),
    name: 'answer',
    // All at once: a thread takes longer to load than most jobs take to run.
    minThreads: workers,
    maxThreads: workers,
    // A thread that sleeps in Atomics.wait between requests would hold up what code under test left pending.
    atomics: 'disabled',
    recordTiming: false,
  });
  return { threads, late: new LateErrors(threads) };
}

/** Of the threads begun from now on: the machine's is nobody's business. */
let { timeZone } = DEFAULT_PROCESS;

/** A thread is in the time zone that the process has when it begins, and cannot choose another. */
function chooseTimeZone(chosen: string): void {
  timeZone = chosen;
  process.env.TZ = chosen;
}

/** What members have in common. */
interface Threads {
  pool(): Pool;
  beginIn(timeZone: string): Promise<void>;
}

/**
 * Asks one thing at a time, of whichever thread is free. Code under test may spin for ever in one synchronous loop or
 * one microtask chain, which nothing inside its thread can stop; the watchdog sees that the marks stand still and has
 * the pool end the thread.
 */
export class CrewMember {
  readonly marks: Marks = new Marks();
  private readonly threads: Threads;
  private readonly scenario: string;
  private readonly hangMs: number;

  constructor(threads: Threads, scenario: string, hangMs: number) {
    this.threads = threads;
    this.scenario = scenario;
    this.hangMs = hangMs;
  }

  /** Rejects with NeverYielded (the thread is then replaced) or with the worker's error. */
  async ask<K extends Request['kind']>(
    request: Request & { kind: K },
    scenario: string = this.scenario,
  ): Promise<Replies[K]> {
    const response = await this.send(request, scenario);
    if (response.kind !== 'time-zone') return answerOf<K>(response);
    await this.threads.beginIn(response.timeZone);
    return answerOf<K>(await this.send(request, scenario));
  }

  private async send(request: Request, scenario: string): Promise<Response> {
    const { threads, late } = this.threads.pool();
    late.rethrow();
    const { marks } = this;
    const ending = new AbortController();
    let never: Error | null = null;
    marks.reset();
    const endWatch = watchMarks(marks, this.hangMs, (seen) => {
      never = marks.isLoaded ? seen : neverLoaded(scenario);
      ending.abort();
    });
    try {
      const task = { scenario, request, shared: marks.shared };
      return await threads.run(task, { signal: ending.signal });
    } catch (error) {
      throw never ?? explained(error);
    } finally {
      endWatch();
    }
  }
}

function answerOf<K extends Request['kind']>(response: Response): Replies[K] {
  if (response.kind === 'done') return response.value as Replies[K];
  if (response.kind === 'failed') throw new RemoteError(response);
  throw new RacelineError('ERR_USAGE', {
    what: `the scenario declares the time zone ${response.timeZone}`,
    why: 'this process could not take it on',
    next: `Run again with TZ=${response.timeZone} in the environment.`,
  });
}

/** Errors that no request was there to be told of: code under test threw after the last one. The next request is told. */
class LateErrors {
  private first: unknown = undefined;

  constructor(pool: Piscina<Task, Response>) {
    pool.on('error', (error: unknown) => {
      this.first ??= error;
    });
  }

  rethrow(): void {
    if (this.first !== undefined) throw this.first;
  }
}

/** An error that a worker reported. With a code it is a usage or harness error in the worker's own words. */
class RemoteError extends Error {
  readonly code: string | null;

  constructor({ code, message, stack }: Response & { kind: 'failed' }) {
    super(message);
    this.code = code;
    this.stack = stack;
  }
}

function neverLoaded(scenario: string): RacelineError {
  return new RacelineError('ERR_NEVER_YIELDED', {
    what: `${scenario} did not finish loading`,
    why: 'its module, or one that it imports, never returns',
    next: 'Look at what it does at top level.',
  });
}

/** The pool's own words for a thread that ended itself. */
const EXITED = /^worker exited with code: (\d+)/;

function explained(error: unknown): unknown {
  const [, code] = (error instanceof Error && EXITED.exec(error.message)) || [];
  if (code === undefined) return error;
  return new RacelineError('ERR_INVARIANT', {
    what: `a worker thread ended with code ${code}`,
    why: 'code under test, or the scenario, ended its process',
    next: 'Run again with --debug; process.exit in module scope is the usual cause.',
  });
}
