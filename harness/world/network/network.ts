import { RacelineError } from '../../engine/errors.ts';
import type { Execution } from '../../engine/execution.ts';
import { notSettingUp } from '../../engine/leak-detector.ts';
import { handlesClosed } from '../../engine/open-handle.ts';
import type { SimProcess } from '../../engine/process.ts';
import { connectionsClosed } from './connections.ts';
import { isLocal } from './loopback/address.ts';
import { Loopback } from './loopback/loopback.ts';
import { serveNodeHttp } from './node-http.ts';
import { checkSpan } from './reply.ts';
import { LATENCY_MS, Server, type Upstream, type UpstreamOptions } from './upstream.ts';

/** The simulated internet: which upstream answers at which origin. */
export class Network {
  private readonly execution: Execution;
  private readonly servers: Map<string, Server> = new Map();
  private usedLoopback: Loopback | null = null;

  /** @internal */
  constructor(execution: Execution) {
    this.execution = execution;
  }

  /**
   * Puts an upstream at an origin: `https://api.anthropic.com`. Every request of an actor to that origin goes there.
   * @throws RacelineError ERR_USAGE for what is no origin or has an upstream already, and for a span that is none
   */
  upstream(origin: string, upstream: Upstream, options: UpstreamOptions = {}): void {
    const url = parseOrigin(origin);
    if (this.servers.has(url.origin)) throw occupied(url.origin);
    const name = options.name ?? url.host;
    const latencyMs = options.latencyMs ?? LATENCY_MS;
    checkSpan(latencyMs, `the latencyMs of upstream ${name}`);
    // A process each, since timers keep their order within a process only. Pid 1 and up: scenarios begin at 1,000.
    const process = this.execution.process(name, this.servers.size + 1);
    this.servers.set(url.origin, new Server({ name, execution: this.execution, process, upstream, latencyMs }));
  }

  /**
   * Lets requests through `node:http` and `node:https` reach the upstreams too. From then on the process has msw's
   * interceptor in `http.request`, which costs every such request 0.5 ms; without an actor it passes through.
   * Not covered: an agent's pool.
   */
  serveNodeHttp(): void {
    notSettingUp(serveNodeHttp);
  }

  /** @internal Made when it is first asked for: most executions have no sockets. */
  get loopback(): Loopback {
    this.usedLoopback ??= new Loopback(this.execution);
    return this.usedLoopback;
  }

  /**
   * Says that nothing listens at this port of the simulated machine, and that the code under test is to find that out: whoever connects is
   * refused. Otherwise a connection that is refused counts as a mistake of the scenario's if nothing ever listens there.
   */
  nothingAt(port: number): void {
    this.loopback.nothingAt(port);
  }

  /** @internal After an execution: why no verdict may rest on it. */
  neverServed(): readonly RacelineError[] {
    if (this.usedLoopback === null) return NONE;
    return this.usedLoopback.neverServed.map(
      (address) =>
        new RacelineError('ERR_NO_UPSTREAM', {
          what: `a connection to ${address}`,
          why: 'it was refused, and nothing in this execution has ever listened there',
          next: `Begin the server in an actor, add env.network.upstream('http://${address}', ...) to the scenario's setup, or say env.network.nothingAt(PORT).`,
        }),
    );
  }

  /** @internal */
  serverAt(url: URL): Server | undefined {
    return this.servers.get(url.origin);
  }

  /** @internal Whether a server that the code under test runs itself would answer: no upstream does, and it is this machine. */
  isOnLoopback(url: URL): boolean {
    if (url.protocol !== 'http:' || this.serverAt(url) !== undefined) return false;
    return url.hostname === 'localhost' || url.hostname === '[::1]' || isLocal(url.hostname);
  }

  /** @internal The one address of a host that has upstreams, of IPv4; null for others. Hosts are counted as they were declared. */
  addressOf(host: string): string | null {
    if (host === 'localhost') return '127.0.0.1';
    const hosts = new Set([...this.servers.keys()].map((origin) => new URL(origin).hostname));
    const number = [...hosts].indexOf(host) + 1;
    // From the addresses that RFC 2544 keeps for benchmarks: what escapes to the real network reaches nobody.
    return number === 0 ? null : `198.18.${number >> 8}.${number & 255}`;
  }

  /** @internal Why no upstream answers at this origin, for whoever called it. */
  noUpstream(url: URL): RacelineError {
    const known = [...this.servers.keys()];
    return new RacelineError('ERR_NO_UPSTREAM', {
      what: `a request to ${url.origin}`,
      why:
        known.length === 0 ? 'the scenario has no upstreams' : `the scenario has upstreams at ${known.join(', ')} only`,
      next: `A${this.addUpstream(url).slice(1)}.`,
    });
  }

  /** @internal What a scenario does about a request that nobody answers. */
  addUpstream(url: URL): string {
    return `add env.network.upstream('${url.origin}', ...) to the scenario's setup`;
  }

  /** @internal Called after a process was killed. */
  processKilled(process: SimProcess): void {
    connectionsClosed(this.execution, process);
    handlesClosed(this.execution, process);
    this.usedLoopback?.processKilled(process);
  }
}

const NONE: readonly RacelineError[] = [];

function parseOrigin(origin: string): URL {
  const url = URL.canParse(origin) ? new URL(origin) : null;
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  if (isOrigin) return url;
  throw new RacelineError('ERR_USAGE', {
    what: `env.network.upstream('${origin}', ...)`,
    why: 'that is not the origin of http or https URLs',
    next: "Give scheme, host and, where it is not the default, port: 'https://api.example.com'.",
  });
}

function occupied(origin: string): RacelineError {
  return new RacelineError('ERR_USAGE', {
    what: `a second env.network.upstream('${origin}', ...)`,
    why: 'an origin has one upstream',
    next: 'Merge the two: an upstream sees the path, the method and the number of each request.',
  });
}
