import { type Env, hang, json, type Reply, reset, respond } from '../../harness/index.ts';
import type { Faults, TokenAnswer, Workload } from './workload.ts';

export const TOKEN_URL = 'https://auth.example';
export const API_URL = 'https://api.example';
export const FIRST_TOKEN = 'token-0';

const TOKEN_MS = [30, 300] as const;

interface Issued {
  readonly token: string;
  /** From then on it is refused for its age. */
  readonly expiresAt: number;
  /** From then on it is refused because another was issued. */
  revokedAt: number;
}

/** The provider's token server and its API, which know of each other. */
export class TokenServer {
  /** Requests that reached the API. */
  calls = 0;
  private readonly env: Env;
  private readonly workload: Workload;
  private readonly faults: Faults;
  private readonly issued: Issued[] = [];

  constructor(env: Env, workload: Workload, faults: Faults) {
    this.env = env;
    this.workload = workload;
    this.faults = faults;
    this.issue();
    env.network.upstream(TOKEN_URL, () => this.rotate(), { name: 'auth', latencyMs: TOKEN_MS });
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

  /** Since when it is refused because another was issued; Infinity: it is not. */
  revokedAt(token: string): number {
    return this.issued.find((issued) => issued.token === token)?.revokedAt ?? Number.POSITIVE_INFINITY;
  }

  private issue(): string {
    const { graceMs, lifetimeMs } = this.workload;
    const { now } = this.env;
    for (const old of this.issued) old.revokedAt = Math.min(old.revokedAt, now + graceMs);
    const token = `token-${this.issued.length}`;
    this.issued.push({ token, expiresAt: now + (lifetimeMs ?? Infinity), revokedAt: Infinity });
    return token;
  }

  private rotate(): Reply {
    const answer = this.faults.token[this.rotations] ?? 'answers';
    const token = this.issue();
    this.env.note(`the token server issues ${token}${AND[answer]}`);
    if (answer === 'lost') return reset();
    return answer === 'hangs' ? hang() : json({ token });
  }

  /** A token is judged when the request reaches the API, not when the answer leaves it. */
  private answer(request: Request): Reply {
    this.calls++;
    const token = request.headers.get('authorization')?.replace('Bearer ', '') ?? '';
    return this.accepts(token) ? respond(200, 'answer') : respond(401, 'Invalid credentials');
  }
}

const AND: Readonly<Record<TokenAnswer, string>> = {
  answers: '',
  lost: ', and its answer is lost',
  hangs: ', and its answer never comes',
};
