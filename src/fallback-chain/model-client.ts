import { setTimeout as sleep } from 'node:timers/promises';

export type FailoverReason = 'rate_limit' | 'timeout' | 'server_error' | 'unknown';

/** A model call that failed in a way that another model may not. */
export class ModelCallError extends Error {
  readonly reason: FailoverReason;

  constructor(model: string, reason: FailoverReason, detail: string) {
    super(`${model}: ${detail}`);
    this.name = 'ModelCallError';
    this.reason = reason;
  }
}

/** What a model answers: the final text, or a command to execute first. */
export type ModelReply = { readonly text: string } | { readonly command: string };

export interface ModelCall {
  /** `provider/model`. */
  readonly model: string;
  /** The same for all tries of one call, so that the provider can tell a retry from a new call. */
  readonly idempotencyKey: string;
  readonly transcript: readonly string[];
  readonly signal: AbortSignal;
}

export interface ModelClientOptions {
  /** Base URL by provider. */
  readonly providers: Readonly<Record<string, string>>;
  /** How long one HTTP request may take, in ms. */
  readonly modelTimeoutMs: number;
  /** Tries after the first 429 of a call, each after the time that the provider asks for. */
  readonly rateLimitRetries: number;
  readonly log: (line: string) => void;
}

/** Wait after a 429 that names none, in ms. */
const RETRY_AFTER_MS = 1_000;

/** Calls models over HTTP. Rejects with ModelCallError, or with the reason of the caller's signal. */
export class ModelClient {
  private readonly options: ModelClientOptions;

  constructor(options: ModelClientOptions) {
    this.options = options;
  }

  async call(call: ModelCall): Promise<ModelReply> {
    for (let retriesLeft = this.options.rateLimitRetries; ; retriesLeft--) {
      const response = await this.request(call);
      if (response.ok) return (await response.json()) as ModelReply;
      if (response.status !== 429) {
        const reason = response.status >= 500 ? 'server_error' : 'unknown';
        throw new ModelCallError(call.model, reason, `HTTP ${response.status}`);
      }
      this.options.log(`429 from ${call.model}`);
      if (retriesLeft <= 0) throw new ModelCallError(call.model, 'rate_limit', 'HTTP 429');
      await sleep(retryAfterMs(response), undefined, { signal: call.signal });
    }
  }

  private async request(call: ModelCall): Promise<Response> {
    const timeout = AbortSignal.timeout(this.options.modelTimeoutMs);
    try {
      return await fetch(this.url(call.model), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': call.idempotencyKey },
        body: JSON.stringify({ messages: call.transcript }),
        signal: AbortSignal.any([call.signal, timeout]),
      });
    } catch (error) {
      if (call.signal.aborted) throw call.signal.reason;
      if (timeout.aborted)
        throw new ModelCallError(call.model, 'timeout', `no answer in ${this.options.modelTimeoutMs} ms`);
      throw new ModelCallError(call.model, 'unknown', error instanceof Error ? error.message : String(error));
    }
  }

  private url(model: string): string {
    const slash = model.indexOf('/');
    const base = this.options.providers[model.slice(0, slash)];
    if (base === undefined) throw new ModelCallError(model, 'unknown', 'no such provider');
    return `${base}/v1/models/${model.slice(slash + 1)}:generate`;
  }
}

function retryAfterMs(response: Response): number {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1_000 : RETRY_AFTER_MS;
}
