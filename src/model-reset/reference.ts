import { AuditLog } from './audit-log.ts';
import type { ChatRequest } from './gateway.ts';
import { loadModelConfig, ModelLoadError } from './load-models.ts';
import type { ModelConfig } from './model-config.ts';
import { ALL_PARTS, type ReferenceParts } from './reference-parts.ts';
import { RegistryGateway } from './registry-gateway.ts';
import { RegistryVersion } from './registry-version.ts';
import type { TakeTurn } from './reload-lock.ts';
import { type GatewaySettings, LOAD_TIMEOUT_MS } from './settings.ts';

/** What the health endpoint answers. */
export interface Health {
  readonly status: 'ok' | 'degraded';
  readonly version: number;
  readonly models: number;
  readonly inFlight: number;
  /** Why the last reload changed nothing. */
  readonly lastFailure?: string;
}

/**
 * Each request runs on the registry version that accepted it. A reload builds the next one beside it, checks it, puts it in
 * place by one assignment, and leaves the old one to its last request, without waiting for that. Reloads take turns, and
 * loading has a time limit, so that a turn ends. The price: a hung request keeps its version in memory, and a request
 * that began on a model just removed still runs on it.
 */
export class Reference extends RegistryGateway {
  protected override registry: RegistryVersion;
  protected override readonly lookup = 'when-accepted';
  private readonly parts: ReferenceParts;
  private readonly takeTurn: TakeTurn;
  private readonly audit: AuditLog;
  private lastFailure: string | undefined;

  constructor(settings: GatewaySettings, parts: ReferenceParts = ALL_PARTS) {
    super(settings);
    this.parts = parts;
    this.registry = new RegistryVersion(settings.initial);
    this.takeTurn = parts.lock(settings);
    this.audit = new AuditLog(settings.auditPath, settings.log);
  }

  override async chat(request: ChatRequest): Promise<string> {
    const accepted = this.accept(request);
    const version = this.registry;
    version.lease();
    try {
      return await this.serve(accepted);
    } finally {
      version.release();
    }
  }

  override reload(by: string): Promise<void> {
    return this.takeTurn(by, () => this.reloadInTurn(by));
  }

  /** Undefined: there is no such endpoint. */
  health(): Health | undefined {
    if (!this.parts.reportsHealth) return undefined;
    const { lastFailure, registry, settings } = this;
    return {
      status: lastFailure === undefined ? 'ok' : 'degraded',
      version: registry.version,
      models: registry.list().length,
      inFlight: settings.metrics.get('gateway.requests.inflight'),
      ...(lastFailure === undefined ? {} : { lastFailure }),
    };
  }

  private async reloadInTurn(by: string): Promise<void> {
    const from = this.registry.version;
    try {
      this.install(await this.loadValid(by));
      this.lastFailure = undefined;
      await this.record(by, from, { result: 'installed' });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.lastFailure = reason;
      await this.record(by, from, { result: 'refused', reason });
      throw error;
    }
  }

  private async loadValid(by: string): Promise<ModelConfig> {
    const config = await loadModelConfig(this.settings, by, AbortSignal.timeout(LOAD_TIMEOUT_MS));
    const faults = this.parts.validate(config);
    if (faults.length > 0) throw new ModelLoadError(`config version ${config.version}: ${faults.join('; ')}`);
    return config;
  }

  private install(config: ModelConfig): void {
    const old = this.registry;
    this.registry = this.parts.install(old, config);
    this.changed();
    if (this.registry !== old) this.parts.retire(old);
  }

  private record(
    by: string,
    from: number,
    outcome: { result: 'installed' | 'refused'; reason?: string },
  ): Promise<void> {
    const at = new Date().toISOString();
    return this.audit.append({ at, action: 'models.reload', by, from, to: this.registry.version, ...outcome });
  }
}
