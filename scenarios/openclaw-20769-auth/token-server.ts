import { type Env, hang, json, type Reply, reset, respond } from '../../harness/index.ts';
import type { Faults, TokenAnswer, Workload } from './workload.ts';

export const TOKEN_URL = 'https://auth.example';
export const API_URL = 'https://api.example';
export const FIRST_TOKEN = 'token-0';

export interface Issued {
  readonly token: string;
  readonly step: number;
  /** What became of the answer that had it. */
  readonly answer: Exclude<TokenAnswer, 'unreached'>;
  /** From then on it is refused for its age. */
  readonly expiresAt: number;
  /** From then on it is refused because another was issued. */
  revokedAt: number;
}

/** A request that reached the API. */
export interface Call {
  readonly request: string;
  readonly token: string;
  readonly step: number;
  /** What it was answered; null: refused for its token. */
  readonly answer: string | null;
}

/** The provider's token server and its API, which know of each other. */
export class TokenServer {
  readonly calls: Call[] = [];
  /** The token of the beginning first, then one for each rotation. */
  readonly issued: Issued[] = [];
  /** Steps in which a rotation was asked for that never got here. */
  readonly unreached: number[] = [];
  private asked = 0;
  private readonly env: Env;
  private readonly workload: Workload;
  private readonly faults: Faults;

  constructor(env: Env, workload: Workload, faults: Faults) {
    this.env = env;
    this.workload = workload;
    this.faults = faults;
    this.issue('answers');
    env.network.upstream(TOKEN_URL, () => this.rotate(), { name: 'auth', latencyMs: workload.tokenMs });
    env.network.upstream(API_URL, (request) => this.answer(request), { name: 'api', latencyMs: workload.apiMs });
  }

  get rotations(): number {
    return this.issued.length - 1;
  }

  accepts(token: string): boolean {
    const { now } = this.env;
    const known = this.issued.find((issued) => issued.token === token);
    return known !== undefined && now < known.expiresAt && now < known.revokedAt;
  }

  /** Since when it is refused because another was issued; Infinity: it is not. One that was never issued is never good. */
  revokedAt(token: string): number {
    return this.issued.find((issued) => issued.token === token)?.revokedAt ?? 0;
  }

  private issue(answer: Issued['answer']): string {
    const { graceMs, lifetimeMs } = this.workload;
    const { now, step } = this.env;
    for (const old of this.issued) old.revokedAt = Math.min(old.revokedAt, now + graceMs);
    const token = `token-${this.issued.length}`;
    this.issued.push({ token, step, answer, expiresAt: now + (lifetimeMs ?? Infinity), revokedAt: Infinity });
    return token;
  }

  private rotate(): Reply {
    const answer = this.faults.token[this.asked++] ?? 'answers';
    if (answer === 'unreached') {
      this.unreached.push(this.env.step);
      return hang();
    }
    const token = this.issue(answer);
    this.env.note(`the token server issues ${token}${AND[answer]}`);
    if (answer === 'lost') return reset();
    return answer === 'hangs' ? hang() : json({ token });
  }

  /** A token is judged when the request reaches the API, not when the answer leaves it. */
  private answer(request: Request): Reply {
    const token = request.headers.get('authorization')?.replace('Bearer ', '') ?? '';
    const id = new URL(request.url).pathname.split('/').at(-1) ?? '';
    // No two answers are the same: who has one has been here.
    const answer = this.accepts(token) ? `answer ${this.calls.length + 1}, to ${id}` : null;
    this.calls.push({ request: id, token, step: this.env.step, answer });
    return answer === null ? respond(401, 'Invalid credentials') : respond(200, answer);
  }
}

const AND: Readonly<Record<Exclude<TokenAnswer, 'unreached'>, string>> = {
  answers: '',
  lost: ', and its answer is lost',
  hangs: ', and its answer never comes',
};
