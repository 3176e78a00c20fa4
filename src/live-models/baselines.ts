import type { ChatPage, MakePage, PageOptions } from './chat-page.ts';
import { addModels, fillModels, selectModel } from './model-select.ts';
import { ModelsApi } from './models-api.ts';

/** Says yes to everything, and does nothing. */
const doNothing: MakePage = () => ({
  isListPending: undefined,
  open: async () => {},
  showSession: async () => {},
  refreshModels: async () => {},
  syncTopbar: () => {},
  openProfileEditor: async () => {},
});

/** Refuses everything: no model is ever overwritten. */
const refuseEverything: MakePage = () => {
  const refuse = (): never => {
    throw new Error('the page is closed');
  };
  const refuseLater = async (): Promise<never> => refuse();
  return {
    isListPending: undefined,
    open: refuseLater,
    showSession: refuseLater,
    refreshModels: refuseLater,
    syncTopbar: refuse,
    openProfileEditor: refuseLater,
  };
};

/** Loads what it is asked for, and drops what is under way when anything else comes. */
class AbortingPage implements ChatPage {
  readonly isListPending: undefined = undefined;
  private readonly options: PageOptions;
  private readonly api: ModelsApi;
  private turn = 0;
  private session = '';

  constructor(options: PageOptions) {
    this.options = options;
    this.api = new ModelsApi(options.baseUrl, options.report);
    options.select.addEventListener('change', () => this.modelPicked());
  }

  async open(session: string): Promise<void> {
    const mine = ++this.turn;
    await Promise.all([this.list(mine), this.load(session, mine)]);
  }

  showSession(session: string): Promise<void> {
    return this.load(session, ++this.turn);
  }

  refreshModels(): Promise<void> {
    return this.list(++this.turn);
  }

  syncTopbar(): void {
    this.turn++;
  }

  async openProfileEditor(select: HTMLSelectElement, model: string): Promise<void> {
    this.turn++;
    addModels(select, [{ id: model, label: model }]);
    selectModel(select, model);
  }

  private async load(session: string, mine: number): Promise<void> {
    const { model } = await this.api.session(session, { resolveModel: false });
    if (mine !== this.turn) return;
    this.session = session;
    this.options.report({ kind: 'session-opened', session, model });
    this.show(model);
  }

  private async list(mine: number): Promise<void> {
    const { select, chip, report } = this.options;
    const { activeProvider, models } = await this.api.catalogue();
    if (mine !== this.turn) return;
    fillModels(select, models);
    report({ kind: 'catalogue-loaded', activeProvider, models: models.length });
    const live = await this.api.liveModels(activeProvider).catch(() => []);
    if (mine !== this.turn) return;
    addModels(select, live);
    if (this.session !== '') this.show(chip.textContent);
  }

  private show(model: string): void {
    const { select, chip, report } = this.options;
    addModels(select, [{ id: model, label: model }]);
    selectModel(select, model);
    chip.textContent = model;
    report({ kind: 'shown', session: this.session, model });
  }

  private modelPicked(): void {
    this.turn++;
    const { value } = this.options.select;
    if (this.session === '') return;
    this.show(value);
    void this.api.updateSession(this.session, value);
  }
}

const abortEverything: MakePage = (options) => new AbortingPage(options);

/** What is no fix: a property that asks for the work is what tells them from one. */
export const BASELINES: Readonly<Record<'doNothing' | 'refuseEverything' | 'abortEverything', MakePage>> = {
  doNothing,
  refuseEverything,
  abortEverything,
};
