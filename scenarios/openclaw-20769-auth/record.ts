import type { Env, Evidence } from '../../harness/index.ts';
import type { AuthorisedClient } from '../../src/credentials/client.ts';
import type { TokenServer } from './token-server.ts';
import type { Faults, Workload } from './workload.ts';

export interface Task {
  readonly name: string;
  /** Of which gateway, from 1. What one of them knew, the next does not. */
  readonly life: number;
  readonly startedAt: number;
  readonly startedStep: number;
  /** What the client held then. */
  readonly tokenBefore: string;
  settledAt: number | null;
  settledStep: number | null;
  error: string | null;
  /** What a request that ended well was answered. */
  answer: string | null;
  tokenAfter: string;
  /** It ended with its gateway, which owes it nothing any more. */
  isKilled: boolean;
}

export type ClientEvent = 'rotation began' | 'rotation ended' | 'token replaced';

/** What became of requests and refreshes. */
export class AuthRecord {
  readonly workload: Workload;
  readonly faults: Faults;
  readonly requests: Task[] = [];
  readonly refreshes: Task[] = [];
  /** The first rotation that the client asked for while it waited for another. */
  overlapping: Evidence | undefined = undefined;
  client: AuthorisedClient | null = null;
  server: TokenServer | null = null;
  /** For how long the client has held a revoked token at most, until it replaced it, in ms. */
  private revokedMsMax = 0;
  /** Rotations that the client has told of. */
  rotationsBegun = 0;
  /** Rotations that the client has asked for and not heard of. */
  private rotating = 0;
  private token: string;
  private life = 1;
  private readonly env: Env;

  constructor(env: Env, workload: Workload, faults: Faults, token: string) {
    this.env = env;
    this.workload = workload;
    this.faults = faults;
    this.token = token;
  }

  began(tasks: Task[], name: string): Task {
    const { now, step } = this.env;
    const token = this.client?.token ?? '';
    const begin = { name, life: this.life, startedAt: now, startedStep: step, tokenBefore: token, tokenAfter: token };
    const task: Task = { ...begin, settledAt: null, settledStep: null, error: null, answer: null, isKilled: false };
    tasks.push(task);
    return task;
  }

  settled(task: Task, { error = null, answer = null }: Partial<Pick<Task, 'error' | 'answer'>>): void {
    task.settledAt = this.env.now;
    task.settledStep = this.env.step;
    task.error = error;
    task.answer = answer;
    task.tokenAfter = this.client?.token ?? '';
  }

  /** The gateway is killed, and what it had under way ends; this is the client of the next one. */
  restarted(client: AuthorisedClient): void {
    for (const task of [...this.requests, ...this.refreshes]) {
      if (task.settledAt !== null) continue;
      this.settled(task, {});
      task.isKilled = true;
    }
    this.revokedMsMax = this.longestRevokedMs();
    this.life++;
    this.rotating = 0;
    this.client = client;
    this.token = client.token;
  }

  happened(event: ClientEvent): void {
    if (event === 'rotation began') {
      this.rotationsBegun++;
      this.rotating++;
    }
    if (event === 'rotation ended') this.rotating--;
    if (event === 'token replaced') {
      this.revokedMsMax = this.longestRevokedMs();
      this.token = this.client?.token ?? this.token;
    }
    if (this.rotating > 1) {
      this.overlapping ??= { message: 'a second rotation began while one was in flight', steps: [this.env.step] };
    }
  }

  /** For how long the client has held a revoked token at most, the one that it holds now included, in ms. */
  longestRevokedMs(): number {
    const since = this.server?.revokedAt(this.token) ?? Infinity;
    return Math.max(this.revokedMsMax, this.env.now - since);
  }
}
