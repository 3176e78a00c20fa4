import type { ModelOption, ModelsApi } from './models-api.ts';
import type { PageEvent } from './page-events.ts';

/** A provider that has not answered by then is taken for unreachable. */
const LIVE_TIMEOUT_MS = 10_000;

/** The providers' live lists: one fetch of a provider at a time, which everybody who asks meanwhile shares. */
export class LiveLists {
  private readonly api: ModelsApi;
  private readonly report: (event: PageEvent) => void;
  private readonly lists: Map<string, readonly ModelOption[]> = new Map();
  private readonly pending: Map<string, Promise<boolean>> = new Map();

  constructor(api: ModelsApi, report: (event: PageEvent) => void) {
    this.api = api;
    this.report = report;
  }

  get isPending(): boolean {
    return this.pending.size > 0;
  }

  /** What the provider said last. */
  known(provider: string): readonly ModelOption[] | undefined {
    return this.lists.get(provider);
  }

  /** Asks the provider; false: it gave no list, and what it said last stays known. Never rejects. */
  fetch(provider: string): Promise<boolean> {
    const running = this.pending.get(provider);
    if (running !== undefined) return running;
    const fetching = this.fetchNow(provider).finally(() => this.pending.delete(provider));
    this.pending.set(provider, fetching);
    return fetching;
  }

  private async fetchNow(provider: string): Promise<boolean> {
    this.report({ kind: 'live-requested', provider });
    try {
      const models = await this.api.liveModels(provider, { timeoutMs: LIVE_TIMEOUT_MS });
      if (models.length === 0) throw new Error('the list is empty');
      this.lists.set(provider, models);
      this.report({ kind: 'live-loaded', provider, models: models.map(({ id }) => id), from: 'network' });
      return true;
    } catch (error) {
      this.report({ kind: 'live-failed', provider, error: String(error) });
      return false;
    }
  }
}
