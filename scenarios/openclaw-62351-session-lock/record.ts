import type { Env, SimProcess } from '../../harness/index.ts';
import { MutualExclusion } from '../../harness/oracle.ts';
import type { AttemptFailure, GatewayEvent } from '../../src/session-lock/events.ts';
import type { Entry } from '../../src/session-lock/transcript.ts';
import { countOf } from './session-text.ts';
import type { Behaviour, Probe, Workload } from './workloads.ts';

/** A span of virtual time with the steps at its ends. Open while `to` is null. */
export interface Span {
  readonly from: number;
  readonly fromStep: number;
  to: number | null;
  toStep: number | null;
}

/** Somebody waits for a session's lock. */
export interface Wait extends Span {
  readonly session: string;
  readonly by: string;
  readonly process: SimProcess;
  end: 'acquired' | 'refused' | 'killed' | null;
}

/** Somebody believes to hold a session's lock: from the moment it is told so until it begins to release. */
export interface Hold extends Span {
  readonly session: string;
  readonly by: string;
  readonly process: SimProcess;
}

export interface Attempt {
  readonly session: string;
  readonly by: string;
  readonly candidate: string;
  readonly step: number;
  failed: AttemptFailure | null;
  failedStep: number | null;
  /** The hold under which the model was waiting, known when the attempt ends. */
  holdAtEnd: Hold | null;
}

/** A turn or a message and what became of it. */
export interface Task {
  readonly id: string;
  readonly session: string;
  readonly process: SimProcess;
  /** What it is meant to bring into its session, without the answer. */
  readonly entry: Entry;
  /** The step in which it began; null: not yet. */
  begun: number | null;
  begunAt: number;
  result: TaskResult;
}

export type TaskResult =
  /** With the answer of a turn. `isSaved`: its entries were in the session at that moment. */
  | { kind: 'acknowledged'; step: number; at: number; answer: string | null; isSaved: boolean }
  | { kind: 'failed'; error: string; step: number; at: number }
  | { kind: 'none' };

/** A request that reached the upstream. */
export interface Ask {
  readonly session: string;
  readonly behaviour: Behaviour;
  readonly step: number;
}

export interface KillRecord {
  readonly at: number;
  readonly step: number;
  readonly process: SimProcess;
}

/** What happened in one execution, as the gateways' own events tell it: the state by which the properties judge. */
export class GatewayRecord {
  readonly workload: Workload;
  readonly waits: Wait[] = [];
  readonly holds: Hold[] = [];
  readonly attempts: Attempt[] = [];
  readonly turns: Task[] = [];
  readonly messages: (Task & { readonly probe: Probe })[] = [];
  readonly kills: KillRecord[] = [];
  /** For answers, in the order in which they arrived. */
  readonly asks: Ask[] = [];
  /** For summaries, which have no end of their own but the session's. */
  readonly summaryAsks: Ask[] = [];
  /** By whom each lock is believed to be held, the dead left out. */
  readonly locks: MutualExclusion;
  private readonly env: Env;

  constructor(env: Env, workload: Workload) {
    this.env = env;
    this.workload = workload;
    this.locks = new MutualExclusion(env);
  }

  begin(task: Task): void {
    task.begun = this.env.step;
    task.begunAt = this.env.now;
  }

  acknowledge(task: Task, answer: string | null): void {
    const { env } = this;
    const isSaved = entriesOf(task, answer).every((entry) => countOf(env, task.session, entry) > 0);
    task.result = { kind: 'acknowledged', step: env.step, at: env.now, answer, isSaved };
  }

  fail(task: Task, error: string): void {
    task.result = { kind: 'failed', error, step: this.env.step, at: this.env.now };
  }

  asked({ session, behaviour, isForSummary }: Omit<Ask, 'step'> & { readonly isForSummary: boolean }): void {
    const asks = isForSummary ? this.summaryAsks : this.asks;
    asks.push({ session, behaviour, step: this.env.step });
  }

  isKilled(process: SimProcess): boolean {
    return this.kills.some((kill) => kill.process === process);
  }

  /** Receives the events of the gateway in `process`. */
  observe(process: SimProcess, event: GatewayEvent): void {
    const { session, by } = event;
    switch (event.kind) {
      case 'lock-wanted':
        this.waits.push({ session, by, process, ...this.opened(), end: null });
        return;
      case 'lock-acquired':
        this.endWait(by, 'acquired');
        this.holds.push({ session, by, process, ...this.opened() });
        this.locks.acquired({ name: by, process }, `the lock of ${session}`);
        return;
      case 'lock-refused':
        this.endWait(by, 'refused');
        return;
      case 'lock-released':
        this.close(this.openHoldOf(by));
        this.locks.released({ name: by, process }, `the lock of ${session}`);
        return;
      case 'attempt-began': {
        const { candidate } = event;
        const step = this.env.step;
        this.attempts.push({ session, by, candidate, step, failed: null, failedStep: null, holdAtEnd: null });
        return;
      }
      case 'attempt-failed':
        this.failAttempt(by, event.cause);
        return;
      case 'answered':
        return;
    }
  }

  /** The process is about to be killed: what it waited for and held ends here. */
  killed(process: SimProcess): void {
    this.kills.push({ at: this.env.now, step: this.env.step, process });
    for (const hold of this.holds) if (hold.process === process && hold.to === null) this.close(hold);
    for (const wait of this.waits) {
      if (wait.process !== process || wait.to !== null) continue;
      wait.end = 'killed';
      this.close(wait);
    }
  }

  /** The process that holds a lock, if any does. */
  holder(): SimProcess | undefined {
    return this.holds.find((hold) => hold.to === null)?.process;
  }

  /** A process that waits for a lock, if any does. */
  waiting(): SimProcess | undefined {
    return this.waits.find((wait) => wait.to === null)?.process;
  }

  attemptsOf(task: Task): Attempt[] {
    return this.attempts.filter((attempt) => attempt.by === task.id);
  }

  /** Whether two tasks of one session were under way at a time. One that was killed has left its lock, so it stays. */
  haveTasksMet(): boolean {
    const tasks = [...this.turns, ...this.messages];
    return tasks.some((one) => tasks.some((other) => one !== other && isBeside(one, other)));
  }

  /** An attempt that fails inside a hold fails before the hold's end, one that fails with it just after. */
  private failAttempt(by: string, cause: AttemptFailure): void {
    const attempt = this.attempts.findLast((known) => known.by === by);
    if (attempt === undefined) return;
    attempt.failed = cause;
    attempt.failedStep = this.env.step;
    attempt.holdAtEnd = this.openHoldOf(by) ?? null;
  }

  private endWait(by: string, end: 'acquired' | 'refused'): void {
    const wait = this.waits.findLast((known) => known.by === by && known.to === null);
    if (wait === undefined) return;
    wait.end = end;
    this.close(wait);
  }

  private openHoldOf(by: string): Hold | undefined {
    return this.holds.findLast((hold) => hold.by === by && hold.to === null);
  }

  private opened(): Span {
    return { from: this.env.now, fromStep: this.env.step, to: null, toStep: null };
  }

  private close(span: Span | undefined): void {
    if (span === undefined) return;
    span.to = this.env.now;
    span.toStep = this.env.step;
  }
}

/** What an acknowledged task has in its session. */
export function entriesOf({ id, entry }: Task, answer: string | null): Entry[] {
  return answer === null ? [entry] : [entry, { id: `${id}-answer`, role: 'assistant', text: answer }];
}

function isBeside(one: Task, other: Task): boolean {
  if (one.session !== other.session || one.begun === null || other.begun === null) return false;
  return one.begun <= endOf(other) && other.begun <= endOf(one);
}

function endOf({ result }: Task): number {
  return result.kind === 'none' ? Infinity : result.step;
}
