import { setTimeout as sleep } from 'node:timers/promises';
import { errorText } from './error-text.ts';
import { type ChatRequest, type Gateway, type ModelInfo, RequestRefusedError } from './gateway.ts';
import type { Model, ModelRegistry } from './model.ts';
import { type Provider, UpstreamError } from './provider.ts';
import type { GatewaySettings } from './settings.ts';

/** A request that was let in, with the model that it was let in for. */
export interface Accepted {
  readonly request: ChatRequest;
  readonly model: Model;
  /** Aborted when the gateway goes down under the request. */
  readonly signal?: AbortSignal;
}

/** What all variants share: accept, prepare, call. They differ in how a reload gets along with it. */
export abstract class RegistryGateway implements Gateway {
  protected readonly settings: GatewaySettings;
  protected abstract readonly registry: ModelRegistry;
  /** When a request gets hold of its provider. */
  protected readonly lookup: 'when-called' | 'when-accepted' = 'when-called';

  constructor(settings: GatewaySettings) {
    this.settings = settings;
  }

  abstract reload(by: string): Promise<void>;

  async chat(request: ChatRequest): Promise<string> {
    return this.serve(this.accept(request));
  }

  models(): readonly ModelInfo[] {
    return this.registry.list();
  }

  get isRunning(): boolean {
    return true;
  }

  get isAccepting(): boolean {
    return true;
  }

  refusal(modelId: string): RequestRefusedError | undefined {
    if (!this.isAccepting) return new RequestRefusedError(503, 'Models initializing, retry in 5s');
    if (this.registry.get(modelId) !== undefined) return undefined;
    return new RequestRefusedError(404, `Model provider not found: ${modelId}`);
  }

  protected accept(request: ChatRequest): Accepted {
    const model = this.registry.get(request.model);
    const refused = this.refusal(request.model);
    if (model === undefined || refused !== undefined) throw refused ?? new RequestRefusedError(404, request.model);
    this.settings.log('info', `request ${request.id} accepted for ${request.model}`);
    this.settings.onEvent({
      kind: 'request-accepted',
      request: request.id,
      version: model.provider.version,
      keeps: this.lookup === 'when-accepted' ? 'model' : 'name',
    });
    return { request, model };
  }

  protected serve(accepted: Accepted): Promise<string> {
    return this.attend(accepted, async () => {
      await this.prepare(accepted);
      return this.call(accepted);
    });
  }

  /** Does the work for an accepted request, with metrics and log. */
  protected async attend(accepted: Accepted, work: () => Promise<string>): Promise<string> {
    const { metrics, log, onEvent } = this.settings;
    metrics.add('gateway.requests.inflight', 1);
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UpstreamError)) metrics.add('models.reset.failed_requests', 1);
      log('error', errorText(error));
      throw error;
    } finally {
      metrics.add('gateway.requests.inflight', -1);
      onEvent({ kind: 'request-ended', request: accepted.request.id });
    }
  }

  /** What comes before the call: may the user make it, and what is attached. */
  protected async prepare({ request, signal }: Accepted): Promise<void> {
    const init = signal === undefined ? {} : { signal };
    const response = await fetch(`${this.settings.authUrl}/check`, { method: 'POST', body: request.id, ...init });
    if (!response.ok) throw new UpstreamError(`authentication: HTTP ${response.status}`);
    if (request.attachmentsMs > 0) await sleep(request.attachmentsMs, undefined, init);
  }

  protected call(accepted: Accepted): Promise<string> {
    return this.providerFor(accepted).generate(accepted.request, accepted.signal);
  }

  /** Announces that the registry, or the readiness to accept, is another now. */
  protected changed(): void {
    this.settings.onEvent({ kind: 'availability-changed' });
  }

  private providerFor({ request, model }: Accepted): Provider {
    if (this.lookup === 'when-accepted') return model.provider;
    const { log } = this.settings;
    const now = this.registry.get(request.model);
    const [then, since] = [model.provider.upstreamModel, now?.provider.upstreamModel];
    if (since === undefined) log('error', `Model provider not found: ${request.model}`);
    else if (since !== then) log('warn', `Model switched mid-request: ${then} → ${since}`);
    // Only requests for registered models are accepted.
    return now?.provider as Provider;
  }
}
