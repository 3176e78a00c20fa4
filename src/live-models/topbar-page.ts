import type { ChatPage, PageOptions } from './chat-page.ts';
import type { MissingModelPolicy, OpenSession, SessionPage } from './missing-model-policy.ts';
import { addModels, fillModels, selectModel } from './model-select.ts';
import { type Catalogue, type ModelOption, ModelsApi } from './models-api.ts';
import type { PageEvent } from './page-events.ts';

/** The web UI's page. What it does about a model that its dropdown does not have is up to a policy. */
export class TopbarPage implements ChatPage, SessionPage {
  readonly select: HTMLSelectElement;
  session: OpenSession | null = null;
  activeProvider: string | null = null;
  private readonly api: ModelsApi;
  private readonly chip: HTMLElement;
  private readonly policy: MissingModelPolicy;
  private readonly report: (event: PageEvent) => void;
  private readonly liveCache: Map<string, readonly ModelOption[]> = new Map();
  private catalogue: Catalogue | null = null;
  private loadingSession: string | null = null;
  private reported = '';

  constructor({ baseUrl, select, chip, report }: PageOptions, policy: MissingModelPolicy) {
    this.select = select;
    this.chip = chip;
    this.policy = policy;
    this.report = report;
    this.api = new ModelsApi(baseUrl, report);
    select.addEventListener('change', () => void this.modelPicked());
  }

  get isListPending(): boolean | undefined {
    return this.policy.isListPending;
  }

  async open(session: string): Promise<void> {
    // The session can be read before the model list is there.
    const models = this.refreshModels();
    await this.showSession(session);
    await models;
  }

  async showSession(id: string): Promise<void> {
    this.loadingSession = id;
    const { model } = await this.api.session(id, { resolveModel: false });
    if (this.loadingSession !== id) return;
    this.session = { id, model, isModelDeferred: true };
    this.report({ kind: 'session-opened', session: id, model });
    this.fetchFurtherProviders();
    this.syncTopbar();
    setTimeout(() => void this.resolveModel(id), 0);
  }

  async refreshModels(): Promise<void> {
    try {
      const catalogue = await this.api.catalogue();
      const { activeProvider, models } = catalogue;
      this.report({ kind: 'catalogue-loaded', activeProvider, models: models.length });
      this.catalogue = catalogue;
      this.activeProvider = activeProvider;
      fillModels(this.select, models);
      this.syncChip();
      void this.fetchLiveModels(activeProvider, this.select);
      this.fetchFurtherProviders();
    } catch (error) {
      this.report({ kind: 'catalogue-failed', error: String(error) });
    }
    this.syncTopbar();
  }

  syncTopbar(): void {
    const { session, select } = this;
    if (session === null) return;
    if (!selectModel(select, session.model)) this.policy.modelMissing(this, session);
    this.syncChip();
  }

  async openProfileEditor(select: HTMLSelectElement, model: string): Promise<void> {
    const { catalogue } = this;
    if (catalogue === null) return;
    fillModels(select, catalogue.models);
    selectModel(select, model);
    await this.fetchLiveModels(catalogue.activeProvider, select);
  }

  syncChip(): void {
    const { session, select, chip } = this;
    if (session === null) return;
    chip.textContent = select.value;
    const shown = `${session.id} ${select.value}`;
    if (shown === this.reported) return;
    this.reported = shown;
    this.report({ kind: 'shown', session: session.id, model: select.value });
  }

  save(session: string, model: string): void {
    this.api.updateSession(session, model).catch((error) => this.saveFailed(session, error));
  }

  async fetchLiveModels(provider: string, select: HTMLSelectElement): Promise<void> {
    const cached = this.liveCache.get(provider);
    if (cached !== undefined) {
      this.insertLive(provider, cached, select, 'cache');
      return;
    }
    this.report({ kind: 'live-requested', provider });
    this.policy.liveFetchBegan?.(provider);
    try {
      const models = await this.api.liveModels(provider);
      if (models.length === 0) {
        this.report({ kind: 'live-failed', provider, error: 'the list is empty' });
        return;
      }
      this.liveCache.set(provider, models);
      this.insertLive(provider, models, select, 'network');
    } catch (error) {
      this.report({ kind: 'live-failed', provider, error: String(error) });
    } finally {
      this.policy.liveFetchEnded?.(provider);
    }
  }

  private insertLive(
    provider: string,
    models: readonly ModelOption[],
    select: HTMLSelectElement,
    from: 'network' | 'cache',
  ): void {
    this.report({ kind: 'live-loaded', provider, models: models.map(({ id }) => id), from });
    addModels(select, models);
    this.policy.modelsAdded?.(this, select);
    if (select === this.select) this.syncChip();
  }

  private fetchFurtherProviders(): void {
    for (const provider of this.policy.furtherProviders?.(this) ?? []) {
      void this.fetchLiveModels(provider, this.select);
    }
  }

  private async resolveModel(id: string): Promise<void> {
    try {
      const { model } = await this.api.session(id, { resolveModel: true });
      if (this.session?.id !== id) return;
      this.session.model = model;
      this.session.isModelDeferred = false;
      this.syncTopbar();
    } catch {
      // The session stays usable; the next load asks again.
    }
  }

  private async modelPicked(): Promise<void> {
    const { session, select } = this;
    this.syncChip();
    if (session === null) return;
    const model = select.value;
    try {
      await this.api.updateSession(session.id, model);
    } catch (error) {
      this.saveFailed(session.id, error);
      return;
    }
    if (this.session !== null) this.session.model = model;
    this.syncTopbar();
  }

  private saveFailed(session: string, error: unknown): void {
    this.report({ kind: 'save-failed', session, error: String(error) });
  }
}
