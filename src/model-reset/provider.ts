import type { ChatRequest } from './gateway.ts';
import type { ModelEntry } from './model-config.ts';

/** The provider answered, but not with an answer, or could not be reached. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
}

/** The provider was closed under the request that uses it. */
export class ProviderClosedError extends Error {
  override readonly name = 'ProviderClosedError';

  constructor(model: string) {
    super(`Model provider closed: ${model}`);
  }
}

/** The connection to a provider, with the settings of one config version. */
export class Provider {
  private entry: ModelEntry;
  private configVersion: number;
  private readonly closing: AbortController = new AbortController();

  constructor(entry: ModelEntry, version: number) {
    this.entry = entry;
    this.configVersion = version;
  }

  get version(): number {
    return this.configVersion;
  }

  get upstreamModel(): string {
    return this.entry.upstreamModel;
  }

  /** Asks the model. `signal`: the caller's, to give up. */
  async generate(request: ChatRequest, signal?: AbortSignal): Promise<string> {
    if (this.closing.signal.aborted) throw new ProviderClosedError(request.model);
    const response = await this.send(request, signal);
    if (!response.ok) throw new UpstreamError(`${this.entry.upstreamModel}: HTTP ${response.status}`);
    const body = (await response.json()) as { text: string };
    return body.text;
  }

  /** Takes over other settings: calls made from now on use them. */
  update(entry: ModelEntry, version: number): void {
    this.entry = entry;
    this.configVersion = version;
  }

  /** Gives the connection back; calls in progress fail. */
  close(): void {
    this.closing.abort();
  }

  private async send(request: ChatRequest, signal: AbortSignal | undefined): Promise<Response> {
    const closed = this.closing.signal;
    try {
      return await fetch(`${this.entry.baseUrl}/v1/messages`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-request-id': request.id,
          'x-config-version': String(this.configVersion),
        },
        body: JSON.stringify({ model: this.entry.upstreamModel, prompt: request.prompt }),
        signal: signal === undefined ? closed : AbortSignal.any([closed, signal]),
      });
    } catch (error) {
      if (closed.aborted) throw new ProviderClosedError(request.model);
      if (signal?.aborted === true) throw signal.reason;
      throw new UpstreamError(`${this.entry.upstreamModel} cannot be reached`, { cause: error });
    }
  }
}
