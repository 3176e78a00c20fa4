import type { Env, Evidence } from '../../harness/index.ts';
import type { AuthorisedClient } from '../../src/credentials/credentials.ts';
import type { TokenServer } from './token-server.ts';
import type { Faults, Workload } from './workload.ts';

export interface Task {
  readonly name: string;
  readonly startedAt: number;
  readonly startedStep: number;
  settledAt: number | null;
  error: string | null;
}

/** What became of requests and refreshes. */
export class AuthRecord {
  readonly workload: Workload;
  readonly faults: Faults;
  readonly requests: Task[] = [];
  readonly refreshes: Task[] = [];
  /** 401s that the API gave. */
  refused = 0;
  /** Rotations that the client has asked for and not heard of. */
  private rotating = 0;
  overlapping: Evidence | undefined = undefined;
  client: AuthorisedClient | null = null;
  server: TokenServer | null = null;
  private readonly env: Env;

  constructor(env: Env, workload: Workload, faults: Faults) {
    this.env = env;
    this.workload = workload;
    this.faults = faults;
  }

  began(tasks: Task[], name: string): Task {
    const { now, step } = this.env;
    const task: Task = { name, startedAt: now, startedStep: step, settledAt: null, error: null };
    tasks.push(task);
    return task;
  }

  settled(task: Task, error: string | null): void {
    task.settledAt = this.env.now;
    task.error = error;
  }

  rotation(event: 'began' | 'ended'): void {
    this.rotating += event === 'began' ? 1 : -1;
    if (this.rotating > 1) {
      this.overlapping ??= { message: 'a second rotation began while one was in flight', steps: [this.env.step] };
    }
  }
}
