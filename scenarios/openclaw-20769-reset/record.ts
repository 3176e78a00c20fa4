import type { Env } from '../../harness/index.ts';
import type { GatewayEvent } from '../../src/model-reset/events.ts';
import { type Gateway, type ModelInfo, RequestRefusedError } from '../../src/model-reset/gateway.ts';
import type { Metrics } from '../../src/model-reset/metrics.ts';
import type { ModelConfig } from '../../src/model-reset/model-config.ts';
import { ServiceClock } from './service-clock.ts';
import { MODEL_IN_USE } from './workload.ts';

export interface Moment {
  readonly at: number;
  readonly step: number;
}

/** Something that uses one config version: an acceptance under it, or a call to a provider on it. */
export interface Use extends Moment {
  readonly version: number;
}

export type RequestEnd =
  /** `isGenuine`: with what the provider answered to this request. */
  | ({ readonly kind: 'answered'; readonly isGenuine: boolean } & Moment)
  /** `isUnknownModel`: the gateway did let requests in, but not for this model. */
  | ({ readonly kind: 'refused'; readonly isUnknownModel: boolean; readonly message: string } & Moment)
  | ({ readonly kind: 'failed'; readonly message: string } & Moment)
  /** With its gateway, which owes it nothing any more. */
  | ({ readonly kind: 'killed'; readonly message: string } & Moment);

/** One request of a client. A client that tries again has several acceptances. */
export interface RequestRecord {
  readonly id: string;
  readonly sent: Moment;
  readonly accepted: Use[];
  readonly calls: Use[];
  /** The provider answered it with an error, or never does: no gateway can help that. */
  isProviderFaulty: boolean;
  end: RequestEnd | null;
}

export interface ReloadRecord {
  readonly by: string;
  readonly started: Moment;
  /** Version of the config on disk as it started. */
  readonly diskVersion: number;
  /** Others that had started and not ended. */
  readonly overlapped: number;
  loadHangs: boolean;
  /** The catalogue answered its load with an error. */
  loadFails: boolean;
  end: ReloadEnd | null;
}

export interface ReloadEnd extends Moment {
  /** `killed`: its gateway was. */
  readonly kind: 'done' | 'failed' | 'killed';
  readonly message: string;
  /** The registry as it was left; null where another reload was in progress, which has its own say in it. */
  readonly left: readonly ModelInfo[] | null;
}

/** What happened in one execution, as clients, administrators, upstreams and the gateway's events tell it. */
export class ResetRecord {
  readonly requests: Map<string, RequestRecord> = new Map();
  readonly reloads: ReloadRecord[] = [];
  /** Every config that was on the disk, in order; the gateway started with the first. */
  readonly configs: ModelConfig[] = [];
  readonly service: ServiceClock;
  readonly metrics: Metrics;
  retries = 0;
  /** Providers were asked for something and will never answer. */
  hungRequests = 0;
  /** Config versions in memory at one time, at most. */
  versionsAliveMax = 1;
  readonly lockWaitsMs: number[] = [];
  readonly lockHoldsMs: number[] = [];
  private readonly versionsHeld: Map<string, number> = new Map();
  private readonly lockSince: Map<string, number> = new Map();
  private readonly env: Env;
  private gatewayKnown: Gateway | null = null;

  constructor(env: Env, metrics: Metrics) {
    this.env = env;
    this.metrics = metrics;
    this.service = new ServiceClock();
  }

  get gateway(): Gateway {
    if (this.gatewayKnown === null) throw new Error('the record has no gateway yet');
    return this.gatewayKnown;
  }

  /** The gateway and the record know each other, so one of them comes first. */
  watch(gateway: Gateway): void {
    this.gatewayKnown = gateway;
  }

  /** The gateway is killed, with all that it had under way, and this one is started in its place. */
  restarted(gateway: Gateway): void {
    const message = 'the gateway was killed';
    for (const request of this.requests.values()) request.end ??= { kind: 'killed', message, ...this.moment() };
    for (const reload of this.reloads) reload.end ??= { kind: 'killed', message, left: null, ...this.moment() };
    this.hungRequests = 0;
    this.versionsHeld.clear();
    this.lockSince.clear();
    this.watch(gateway);
  }

  observe(event: GatewayEvent): void {
    const { now } = this.env;
    switch (event.kind) {
      case 'request-accepted':
        this.requests.get(event.request)?.accepted.push({ version: event.version, ...this.moment() });
        if (event.keeps === 'model') this.hold(event.request, event.version);
        return;
      case 'request-ended':
        this.versionsHeld.delete(event.request);
        return;
      case 'request-retried':
        this.retries++;
        return;
      case 'availability-changed':
        if (this.gatewayKnown === null) return;
        this.service.observe(now, this.isServed(this.gatewayKnown));
        this.countVersions();
        return;
      case 'lock-wanted':
        this.lockSince.set(event.by, now);
        return;
      case 'lock-acquired':
        this.lockWaitsMs.push(now - (this.lockSince.get(event.by) ?? now));
        this.lockSince.set(event.by, now);
        return;
      case 'lock-released':
        this.lockHoldsMs.push(now - (this.lockSince.get(event.by) ?? now));
        return;
    }
  }

  sent(id: string): RequestRecord {
    const request: RequestRecord = {
      id,
      sent: this.moment(),
      accepted: [],
      calls: [],
      isProviderFaulty: false,
      end: null,
    };
    this.requests.set(id, request);
    return request;
  }

  answered(request: RequestRecord, answer: string): void {
    request.end = { kind: 'answered', isGenuine: answer === answerTo(request.id), ...this.moment() };
  }

  failed(request: RequestRecord, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    request.end =
      error instanceof RequestRefusedError
        ? { kind: 'refused', isUnknownModel: error.status === 404, message, ...this.moment() }
        : { kind: 'failed', message, ...this.moment() };
  }

  /** A request reached the provider on settings of this config version. */
  called(id: string, version: number): void {
    this.requests.get(id)?.calls.push({ version, ...this.moment() });
    this.hold(id, version);
  }

  requestHangs(id: string): void {
    this.hungRequests++;
    this.providerFails(id);
  }

  providerFails(id: string): void {
    const request = this.requests.get(id);
    if (request !== undefined) request.isProviderFaulty = true;
  }

  loadHangs(by: string): void {
    const reload = this.reloads.find((known) => known.by === by);
    if (reload !== undefined) reload.loadHangs = true;
  }

  loadFails(by: string): void {
    const reload = this.reloads.find((known) => known.by === by);
    if (reload !== undefined) reload.loadFails = true;
  }

  configSaved(config: ModelConfig): void {
    this.configs.push(config);
  }

  reloadStarted(by: string): ReloadRecord {
    const overlapped = this.reloads.filter(({ end }) => end === null).length;
    const diskVersion = this.configs.at(-1)?.version ?? 0;
    const reload = {
      by,
      started: this.moment(),
      diskVersion,
      overlapped,
      loadHangs: false,
      loadFails: false,
      end: null,
    };
    this.reloads.push(reload);
    return reload;
  }

  reloadEnded(reload: ReloadRecord, error?: unknown): void {
    const isAlone = this.reloads.every((other) => other === reload || other.end !== null);
    reload.end = {
      kind: error === undefined ? 'done' : 'failed',
      message: error instanceof Error ? error.message : '',
      left: isAlone ? this.gateway.models() : null,
      ...this.moment(),
    };
  }

  /** Whether some config so far lacks the model that requests ask for: refusing it may then be right. */
  isDropped(): boolean {
    return this.configs.some((config) => config.models.every(({ id }) => id !== MODEL_IN_USE));
  }

  private isServed(gateway: Gateway): boolean {
    const refusal = gateway.refusal(MODEL_IN_USE);
    return refusal === undefined || (refusal.status === 404 && this.isDropped());
  }

  private hold(request: string, version: number): void {
    this.versionsHeld.set(request, version);
    this.countVersions();
  }

  private countVersions(): void {
    if (this.gatewayKnown === null) return;
    const versions = new Set(this.versionsHeld.values());
    for (const { version } of this.gatewayKnown.models()) versions.add(version);
    this.versionsAliveMax = Math.max(this.versionsAliveMax, versions.size);
  }

  private moment(): Moment {
    return { at: this.env.now, step: this.env.step };
  }
}

/** What the provider says to a request: nobody else can know. */
export function answerTo(id: string): string {
  return `the answer to ${id}`;
}
