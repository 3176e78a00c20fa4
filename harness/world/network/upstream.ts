import type { Execution } from '../../engine/execution.ts';
import type { Actor, Footprint } from '../../engine/operation.ts';
import type { SimProcess } from '../../engine/process.ts';
import { type Resource, resourceNamed } from '../../engine/resource.ts';
import type { Reply, SpanMs } from './reply.ts';

/**
 * A simulated server: asked once for each request, when the request reaches it. It may be asynchronous and wait with
 * `setTimeout`: its timers are steps of an actor of its own, `anthropic/run#3` for the request `run#3`. What it throws is
 * an error of the scenario, and the client gets a 500.
 */
export type Upstream = (
  request: Request,
  context: {
    /** Which request this is at this upstream, from 1, in order of arrival. */
    readonly n: number;
    /** Virtual time in ms since the start of the execution. */
    readonly now: number;
  },
) => Reply | Response | Promise<Reply | Response>;

/** A reply says when it arrives and how it ends; a real response is one that arrives as usual. */
export type Answer = Reply | Response;

/** How an upstream appears and how long it takes. */
export interface UpstreamOptions {
  /** What timelines call it: `http:<name>`. Default: the host. */
  readonly name?: string;
  /** When an answer arrives, in ms of virtual time from the moment the request was made. Default: 50 to 500. */
  readonly latencyMs?: SpanMs;
}

/** Default of `latencyMs`: a provider's API seen over the internet. */
export const LATENCY_MS: SpanMs = [50, 500];

/** An upstream at its origin. */
export class Server {
  readonly name: string;
  readonly resource: Resource;
  readonly execution: Execution;
  readonly process: SimProcess;
  readonly upstream: Upstream;
  readonly latencyMs: SpanMs;
  /** Of a step that runs its code, be it on behalf of a client: its timers touch the memory of its process as well. */
  readonly footprint: Footprint;
  /** Requests that have reached it. */
  requests = 0;

  constructor(of: { name: string; execution: Execution; process: SimProcess; upstream: Upstream; latencyMs: SpanMs }) {
    const { name, process } = of;
    this.name = name;
    this.resource = resourceNamed(`http:${name}`);
    this.execution = of.execution;
    this.process = process;
    process.isUpstream = true;
    this.footprint = { reads: [], writes: [this.resource.name, `memory:${process.name}`] };
    this.upstream = of.upstream;
    this.latencyMs = of.latencyMs;
  }

  /** The actor as whose code it handles a request: begun at once, and not missed when it never ends. */
  handler(name: string): Actor {
    return this.execution.actor(`${this.name}/${name}`, this.process, () => {}, { isDaemon: true });
  }
}
