import type { PageEvent } from './page-events.ts';

/** One entry of a list of models. */
export interface ModelOption {
  /** `@provider:vendor/model`, as sessions store it. */
  readonly id: string;
  readonly label: string;
}

/** What the server knows without asking any provider: the static list of each, the active provider's first. */
export interface Catalogue {
  readonly activeProvider: string;
  readonly models: readonly ModelOption[];
}

export interface SessionData {
  readonly id: string;
  readonly model: string;
}

export class ApiError extends Error {
  constructor(path: string, status: number) {
    super(`${path}: HTTP ${status}`);
    this.name = 'ApiError';
  }
}

/** The server's HTTP interface, as the page uses it. */
export class ModelsApi {
  private readonly baseUrl: string;
  private readonly report: (event: PageEvent) => void;

  constructor(baseUrl: string, report: (event: PageEvent) => void) {
    this.baseUrl = baseUrl;
    this.report = report;
  }

  async catalogue(): Promise<Catalogue> {
    const { active_provider, models } = await this.get<{ active_provider: string; models: ModelOption[] }>(
      '/api/models',
    );
    return { activeProvider: active_provider, models };
  }

  /** Asks the provider itself, through the server. */
  async liveModels(provider: string, options: { timeoutMs?: number } = {}): Promise<readonly ModelOption[]> {
    const path = `/api/models/live?provider=${encodeURIComponent(provider)}`;
    const signal = options.timeoutMs === undefined ? null : AbortSignal.timeout(options.timeoutMs);
    const { models } = await this.get<{ models: ModelOption[] }>(path, signal);
    return models;
  }

  /** `resolveModel`: the server also looks up what the stored model is called today, which takes longer. */
  async session(id: string, options: { resolveModel: boolean }): Promise<SessionData> {
    const path = `/api/session?session_id=${encodeURIComponent(id)}&resolve_model=${options.resolveModel ? 1 : 0}`;
    const { session } = await this.get<{ session: { session_id: string; model: string } }>(path);
    return { id: session.session_id, model: session.model };
  }

  /** Makes `model` the session's model, for this page and everybody else. */
  async updateSession(id: string, model: string): Promise<void> {
    const path = '/api/session/update';
    this.report({ kind: 'saving', session: id, model });
    const response = await fetch(this.baseUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ session_id: id, model }),
    });
    if (!response.ok) throw new ApiError(path, response.status);
  }

  private async get<Body>(path: string, signal: AbortSignal | null = null): Promise<Body> {
    const response = await fetch(this.baseUrl + path, { signal });
    if (!response.ok) throw new ApiError(path, response.status);
    return (await response.json()) as Body;
  }
}

/** `@nous:moonshotai/kimi-k2.6` -> `nous`. */
export function providerOf(model: string): string {
  return model.startsWith('@') ? model.slice(1, model.indexOf(':')) : '';
}
