import { type Env, hang, json, type Reply, reset, respond } from '../../harness/index.ts';
import type { AuthRecord } from './record.ts';
import type { Faults, Workload } from './workload.ts';

export const TOKEN_URL = 'https://auth.example';
export const API_URL = 'https://api.example';
export const FIRST_TOKEN = 'token-0';

const LATENCY_MS = [30, 300] as const;

/** When a token stops being accepted; null: not yet known. */
interface Issued {
  readonly token: string;
  expiresAt: number;
}

/** The provider's token server and its API, which know of each other. */
export class TokenServer {
  private readonly env: Env;
  private readonly record: AuthRecord;
  private readonly workload: Workload;
  private readonly faults: Faults;
  private readonly issued: Issued[] = [];

  constructor(env: Env, record: AuthRecord, workload: Workload, faults: Faults) {
    this.env = env;
    this.record = record;
    this.workload = workload;
    this.faults = faults;
    this.issue();
    env.network.upstream(TOKEN_URL, () => this.rotate(), { name: 'auth', latencyMs: LATENCY_MS });
    env.network.upstream(API_URL, (request) => this.answer(request), { name: 'api', latencyMs: LATENCY_MS });
  }

  accepts(token: string): boolean {
    const known = this.issued.find((issued) => issued.token === token);
    return known !== undefined && this.env.now <= known.expiresAt;
  }

  /** Whether the token is refused for its age alone: it is the newest, and nobody has asked for another since. */
  isWornOut(token: string): boolean {
    return this.issued.at(-1)?.token === token && !this.accepts(token);
  }

  private issue(): string {
    const { graceMs, lifetimeMs } = this.workload;
    const { now } = this.env;
    for (const issued of this.issued)
      issued.expiresAt = Math.min(issued.expiresAt, now + graceMs - (graceMs === 0 ? 1 : 0));
    const token = `token-${this.issued.length}`;
    this.issued.push({ token, expiresAt: lifetimeMs === null ? Number.POSITIVE_INFINITY : now + lifetimeMs });
    return token;
  }

  private rotate(): Reply {
    const answer = this.faults.token[this.issued.length - 1] ?? 'answers';
    const token = this.issue();
    this.env.note(
      `the token server issues ${token}${answer === 'answers' ? '' : `, and its answer ${answer === 'lost' ? 'is lost' : 'never comes'}`}`,
    );
    if (answer === 'lost') return reset();
    return answer === 'hangs' ? hang() : json({ token });
  }

  private answer(request: Request): Reply {
    const token = request.headers.get('authorization')?.replace('Bearer ', '') ?? '';
    if (this.accepts(token)) return respond(200, 'answer');
    this.record.refused++;
    return respond(401);
  }
}
