import { runAs } from '../../engine/current-actor.ts';
import { scenarioThrew } from '../../engine/errors.ts';
import type { Actor } from '../../engine/operation.ts';
import { EFFECT, type Footprint, NOTHING, Operation, type Phase } from '../../engine/operation.ts';
import { kindNamed } from '../../engine/resource.ts';
import { BodySource } from './body-source.ts';
import { type Break, CODES } from './broken-connection.ts';
import { Connection } from './connections.ts';
import { checkReply, type Reply, type RespondReply, replyOf, serverError } from './reply.ts';
import type { Server } from './upstream.ts';

/** Who made the request and waits for the head of its answer. */
export interface HttpClient {
  responded(reply: RespondReply, body: BodySource | null): void;
  connectionBroke(how: Break): void;
}

/** Outcome of an operation whose connection broke; otherwise it is the status, 0 while there is none. */
const BROKEN: Readonly<Record<Break, number>> = { reset: -1, cut: -2, refused: -3, 'unknown-host': -4 };

/**
 * One request: `run#3 POST http:anthropic`. Effect: it reaches the upstream, which begins to work on it.
 * Delivery: the head of the answer reaches the client; chunks of a body follow as operations of their own.
 */
export class HttpOperation extends Operation {
  private readonly server: Server;
  private readonly request: Request;
  private readonly client: HttpClient;
  private readonly madeAtMs: number;
  private reachedAt = 0;
  private reply: Reply | null = null;
  private body: BodySource | null = null;
  private isWithdrawn = false;
  private readonly connection: Connection;

  constructor(actor: Actor, server: Server, request: Request, client: HttpClient) {
    const { now } = actor.execution;
    super(actor, kindNamed(request.method), server.resource, EFFECT, now, now + server.latencyMs[1]);
    this.madeAtMs = now;
    this.server = server;
    this.request = request;
    this.client = client;
    this.connection = new Connection(server.execution, actor);
  }

  /**
   * Always parks, though most replies are there at once: the order of pending operations, and with it the schedule, must
   * not depend on how many microtasks an upstream takes.
   */
  override effect(): 'park' {
    const { server, actor } = this;
    this.reachedAt = actor.execution.now;
    const handler = server.handler(`${actor.name}#${this.n}`);
    this.connection.setWaiting(true);
    runAs(handler, () => this.handle());
    return 'park';
  }

  /** Gives the request up: no step of it follows. What the upstream has begun, it goes on with. */
  withdraw(): void {
    if (this.isWithdrawn) return;
    this.isWithdrawn = true;
    const { execution } = this.actor;
    execution.cancel(this);
    this.connection.setWaiting(false);
    this.body?.abandon();
  }

  override deliveryWindow(): readonly [number, number] {
    const [minMs, maxMs] = (this.reply?.kind === 'respond' ? this.reply.latencyMs : undefined) ?? this.server.latencyMs;
    // Latency counts from the request, and the time that the upstream took comes on top.
    const wayMs = this.reachedAt - this.madeAtMs;
    return [Math.max(0, minMs - wayMs), Math.max(0, maxMs - wayMs)];
  }

  override get runsScenarioCode(): boolean {
    return true;
  }

  override deliver(): void {
    if (this.reply?.kind === 'respond') this.client.responded(this.reply, this.body);
    else this.client.connectionBroke(this.broke);
  }

  override outcome(): number {
    if (this.reply === null) return 0;
    if (this.reply.kind === 'respond') return this.reply.status;
    return this.reply.kind === 'reset' ? BROKEN[this.broke] : 0;
  }

  /** The effect runs the upstream's code; the delivery brings what is settled to code whose memory is implied. */
  override footprint(): Footprint {
    return this.phase === EFFECT ? this.server.footprint : NOTHING;
  }

  override describe(phase: Phase): string {
    if (phase === EFFECT) {
      const { pathname, search } = new URL(this.request.url);
      return pathname + search;
    }
    return this.reply?.kind === 'respond' ? String(this.reply.status) : CODES[this.broke];
  }

  private get broke(): Break {
    return (this.reply?.kind === 'reset' ? this.reply.how : undefined) ?? 'reset';
  }

  private async handle(): Promise<void> {
    this.answer(await this.ask());
  }

  private async ask(): Promise<Reply> {
    const { server } = this;
    try {
      const answer = await server.upstream(this.request, { n: ++server.requests, now: this.reachedAt });
      const reply = answer instanceof Response ? replyOf(answer) : answer;
      checkReply(reply, server.name);
      return reply;
    } catch (error) {
      // The scenario's, not the code's under test, which gets what a server would send.
      const next = 'Let it answer: serverError() is a 500, reset() breaks the connection.';
      this.actor.execution.escaped(scenarioThrew(`the scenario's upstream ${server.name} threw`, error, next));
      return serverError();
    }
  }

  private answer(reply: Reply): void {
    if (this.isWithdrawn) return;
    const { execution, process } = this.actor;
    this.reply = reply;
    // Waits on: with nothing else pending, that is the fault which explains an unfinished actor.
    if (reply.kind === 'hang') return;
    if (reply.kind === 'respond') this.body = bodySource(reply);
    if (!process.alive) return;
    this.connection.setWaiting(false);
    execution.unpark(this);
  }
}

/** Null for a body that arrives with the head. */
function bodySource({ body = [], end = 'close' }: RespondReply): BodySource | null {
  if (typeof body !== 'string')
    return body instanceof ReadableStream || body.length > 0 || end !== 'close' ? new BodySource(body, end) : null;
  return end === 'close' ? null : new BodySource([body], end);
}
