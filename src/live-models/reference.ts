import type { ChatPage, MakePage, PageOptions } from './chat-page.ts';
import { LiveLists } from './live-lists.ts';
import { addModels, fillModels, modelIds, selectModel } from './model-select.ts';
import { type Catalogue, ModelsApi, providerOf } from './models-api.ts';
import type { PageEvent } from './page-events.ts';
import { SessionSaver } from './session-saver.ts';

interface OpenSession {
  readonly id: string;
  model: string;
  /** Its provider answered after the session was opened, and does not offer the model. */
  isUnavailable: boolean;
}

/**
 * The session's model is the user's: the page shows it whether or not a list has it, says so when its provider no longer
 * offers it, and saves nothing but what the user picks. Its price: a request to the provider for each session opened, and a
 * model that is gone stays the session's until the user picks another.
 */
export class SessionModelPage implements ChatPage {
  private readonly select: HTMLSelectElement;
  private readonly chip: HTMLElement;
  private readonly report: (event: PageEvent) => void;
  private readonly api: ModelsApi;
  private readonly lists: LiveLists;
  private readonly saver: SessionSaver;
  private session: OpenSession | null = null;
  private catalogue: Catalogue | null = null;
  private cataloguesAsked = 0;
  private loadsBegun = 0;
  private reported = '';

  constructor({ baseUrl, select, chip, report }: PageOptions) {
    this.select = select;
    this.chip = chip;
    this.report = report;
    this.api = new ModelsApi(baseUrl, report);
    this.lists = new LiveLists(this.api, report);
    this.saver = new SessionSaver((session, model) => this.api.updateSession(session, model));
    select.addEventListener('change', () => void this.modelPicked());
  }

  get isListPending(): boolean {
    return this.lists.isPending;
  }

  async open(session: string): Promise<void> {
    const models = this.refreshModels();
    await this.showSession(session);
    await models;
  }

  async showSession(id: string): Promise<void> {
    const load = ++this.loadsBegun;
    const model = await this.readModel(id, { resolveModel: false });
    // The user has gone on to another session.
    if (load !== this.loadsBegun) return;
    this.session = { id, model, isUnavailable: false };
    this.report({ kind: 'session-opened', session: id, model });
    this.syncTopbar();
    void this.checkAvailability();
    setTimeout(() => void this.resolveModel(id), 0);
  }

  async refreshModels(): Promise<void> {
    const turn = ++this.cataloguesAsked;
    try {
      const catalogue = await this.api.catalogue();
      // Answers may overtake each other; the last question counts.
      if (turn !== this.cataloguesAsked) return;
      const { activeProvider, models } = catalogue;
      this.report({ kind: 'catalogue-loaded', activeProvider, models: models.length });
      this.catalogue = catalogue;
      fillModels(this.select, models);
      this.syncTopbar();
      await this.lists.fetch(activeProvider);
      this.syncTopbar();
    } catch (error) {
      this.report({ kind: 'catalogue-failed', error: String(error) });
    }
  }

  syncTopbar(): void {
    const { session, select, chip } = this;
    if (session === null) return;
    const { id, model } = session;
    this.addLists(select);
    if (session.isUnavailable && this.isListed(model)) session.isUnavailable = false;
    addModels(select, [{ id: model, label: model }]);
    selectModel(select, model);
    chip.textContent = session.isUnavailable ? `${model} (unavailable)` : model;
    const shown = `${id} ${model}`;
    if (shown === this.reported) return;
    this.reported = shown;
    this.report({ kind: 'shown', session: id, model });
  }

  async openProfileEditor(select: HTMLSelectElement, model: string): Promise<void> {
    const { catalogue } = this;
    if (catalogue === null) return;
    fillModels(select, catalogue.models);
    selectModel(select, model);
    await this.lists.fetch(catalogue.activeProvider);
    this.addLists(select);
  }

  private addLists(select: HTMLSelectElement): void {
    const providers = [this.catalogue?.activeProvider, providerOf(this.session?.model ?? '')];
    for (const provider of providers) addModels(select, this.lists.known(provider ?? '') ?? []);
  }

  /** Asks the provider of the session's model afresh: a list that was fetched for an earlier session may be out of date. */
  private async checkAvailability(): Promise<void> {
    const { session } = this;
    if (session === null || this.isListedByServer(session.model)) return;
    const hasAnswered = await this.lists.fetch(providerOf(session.model));
    if (this.session !== session) return;
    session.isUnavailable = hasAnswered && !this.isListed(session.model);
    if (session.isUnavailable) this.report({ kind: 'model-unavailable', session: session.id, model: session.model });
    this.syncTopbar();
  }

  private isListedByServer(model: string): boolean {
    return this.catalogue?.models.some(({ id }) => id === model) ?? false;
  }

  private isListed(model: string): boolean {
    const live = this.lists.known(providerOf(model)) ?? [];
    return this.isListedByServer(model) || live.some(({ id }) => id === model);
  }

  private async resolveModel(id: string): Promise<void> {
    try {
      const model = await this.readModel(id, { resolveModel: true });
      const { session } = this;
      if (session === null || session.id !== id || session.model === model) return;
      this.session = { id, model, isUnavailable: false };
      this.syncTopbar();
      await this.checkAvailability();
    } catch {
      // The session stays usable; the next load asks again.
    }
  }

  /** The session's model as the server has it, or the user's choice if the server may not have it yet. */
  private async readModel(id: string, options: { resolveModel: boolean }): Promise<string> {
    const newerChoice = this.saver.beforeReading(id);
    const { model } = await this.api.session(id, options);
    return newerChoice() ?? model;
  }

  private async modelPicked(): Promise<void> {
    const { session, select } = this;
    if (session === null || !modelIds(select).includes(select.value)) return;
    const { id } = session;
    this.session = { id, model: select.value, isUnavailable: false };
    this.syncTopbar();
    try {
      await this.saver.save(id, select.value);
    } catch (error) {
      this.report({ kind: 'save-failed', session: id, error: String(error) });
    }
  }
}

export const reference: MakePage = (options) => new SessionModelPage(options);
