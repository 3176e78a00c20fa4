import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { DEFAULT_PROCESS } from '../../engine/account.ts';
import { describeError, RacelineError } from '../../engine/errors.ts';
import { PACKAGE_FOLDER } from '../../engine/folders.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { FailedRequest, LostThread } from './failed-request.ts';
import { Marks } from './marks.ts';
import { watchMarks } from './watchdog.ts';
import type { Replies, Request, Response, Task } from './worker-protocol.ts';

/** What a member needs to know. */
export interface MemberOptions {
  /** Name or path of the scenario that requests are about, unless they say otherwise. */
  readonly scenario: string;
  /** Real ms without a sign of life after which a step counts as one that never returns. */
  readonly hangMs: number;
  /** Where its files are; undefined: where the scenario has them. */
  readonly disk?: Scenario['disk'] | undefined;
}

/** Of the threads begun from now on: a thread is in the zone of its process when it begins, and cannot choose another. */
let { timeZone } = DEFAULT_PROCESS;

/** Whether a scenario is loaded that needs it: threads begin a third of a second sooner without. */
let understandsTypeScript = false;

/** A pool of one thread. */
function spawnThread(): Piscina<Task, Response> {
  process.env.TZ = timeZone;
  return new Piscina<Task, Response>({
    filename: fileURLToPath(new URL('bin/worker.cjs', PACKAGE_FOLDER)),
    name: 'answer',
    minThreads: 1,
    maxThreads: 1,
    // A thread that sleeps in Atomics.wait between requests would hold up what code under test left pending.
    atomics: 'disabled',
    recordTiming: false,
  });
}

/**
 * Asks one thing at a time. Code under test may spin for ever in one synchronous loop or
 * one microtask chain, which nothing inside its thread can stop; the watchdog sees that the marks stand still and has
 * the pool end the thread.
 */
export class CrewMember {
  readonly marks: Marks = new Marks();
  private readonly scenario: string;
  private readonly hangMs: number;
  private readonly disk: Scenario['disk'];
  private pool: Piscina<Task, Response>;
  /** The time zone of its thread. */
  private zone = timeZone;
  /** The implementation whose code the thread has run last. */
  private last: string | null = null;
  /** What code under test threw when no request was there to be told of it. */
  private late: { readonly error: Error; readonly of: string | null } | null = null;

  constructor({ scenario, hangMs, disk }: MemberOptions) {
    this.scenario = scenario;
    this.hangMs = hangMs;
    this.disk = disk;
    this.pool = this.spawn();
  }

  /**
   * Rejects with NeverYielded (the thread is then replaced), with FailedRequest, or with a worker's error that is the user's to
   * mend.
   */
  async ask<K extends Request['kind']>(
    request: Request & { kind: K },
    scenario: string = this.scenario,
  ): Promise<Replies[K]> {
    const of = implementationOf(request);
    const { last, late } = this;
    this.last = of ?? last;
    this.late = null;
    if (late !== null && (late.of === null || late.of === of)) throw lostThread(late.error, -1);
    try {
      return await this.askOnce<K>(request, scenario);
    } catch (error) {
      // It may be another's doing, whose code has left something behind in this thread.
      if (last === null || last === of || !(error instanceof LostThread)) throw error;
      return this.askOnce<K>(request, scenario);
    }
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private async askOnce<K extends Request['kind']>(
    request: Request & { kind: K },
    scenario: string,
  ): Promise<Replies[K]> {
    const { marks } = this;
    const ending = new AbortController();
    let never: Error | null = null;
    marks.reset();
    const endWatch = watchMarks(marks, this.hangMs, (seen) => {
      never = marks.isLoaded ? seen : neverLoaded(scenario);
      ending.abort();
    });
    let response: Response;
    try {
      const task = { scenario, request, disk: this.disk, understandsTypeScript, shared: marks.shared };
      response = await this.pool.run(task, { signal: ending.signal });
    } catch (error) {
      throw never ?? lostThread(error, marks.job);
    } finally {
      endWatch();
    }
    const { zone } = this;
    if (response.kind === 'time-zone') ({ timeZone } = response);
    if (response.kind === 'typescript') understandsTypeScript = true;
    if (response.isSpent) await this.replace();
    if (response.kind === 'done') return response.value as Replies[K];
    if (response.kind === 'failed') throw remoteError(response, marks.job);
    // The thread began before it was known.
    if (response.kind === 'typescript' || zone !== timeZone) return this.askOnce(request, scenario);
    throw noSuchZone(timeZone);
  }

  private async replace(): Promise<void> {
    await this.pool.destroy();
    this.pool = this.spawn();
  }

  private spawn(): Piscina<Task, Response> {
    const pool = spawnThread();
    this.zone = timeZone;
    pool.on('error', (error: Error) => {
      if (pool === this.pool) this.late ??= { error, of: this.last };
    });
    return pool;
  }
}

/** Null for requests that are about none. */
function implementationOf(request: Request): string | null {
  if ('target' in request) return request.target.implementation;
  if ('input' in request) return request.input.implementation;
  return 'implementation' in request ? request.implementation : null;
}

/** A usage error in the worker's own words. */
class RemoteError extends Error {
  readonly code: string;

  constructor({ message, stack }: Response & { kind: 'failed' }, code: string) {
    super(message);
    this.code = code;
    this.stack = stack;
  }
}

function remoteError(response: Response & { kind: 'failed' }, job: number): Error {
  const { code, message, isInternal } = response;
  if (!isInternal && code !== null) return new RemoteError(response, code);
  const says =
    code === null ? `ERR_INVARIANT: raceline failed: ${message}. Run again with --debug and report it.` : message;
  return new FailedRequest(says, job, Object.assign(new Error(message), { stack: response.stack }));
}

function noSuchZone(zone: string): RacelineError {
  return new RacelineError('ERR_USAGE', {
    what: `the scenario declares the time zone ${zone}`,
    why: 'this process could not take it on',
    next: `Run again with TZ=${zone} in the environment.`,
  });
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

function lostThread(error: unknown, job: number): LostThread {
  const cause = error instanceof Error ? error : new Error(describeError(error));
  const [, code] = EXITED.exec(cause.message) ?? [];
  const parts =
    code === undefined
      ? {
          what: `a worker thread failed with ${describeError(error)}`,
          why: 'nothing was there to handle that: code under test, the scenario or raceline threw it outside of every execution',
          next: 'Run again with --debug for the stack, and report it if it is none of yours.',
        }
      : {
          what: `a worker thread ended with code ${code}`,
          why: 'code under test, or the scenario, ended its process',
          next: 'Run again with --debug; process.exit in module scope is the usual cause.',
        };
  return new LostThread(new RacelineError('ERR_INVARIANT', parts).message, job, cause);
}
