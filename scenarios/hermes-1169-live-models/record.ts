import { providerOf } from '../../src/live-models/models-api.ts';
import type { PageEvent } from '../../src/live-models/page-events.ts';
import { STATIC_MODELS } from './workload.ts';

export interface Moment {
  readonly step: number;
  readonly at: number;
}

/** The user picked the session's model, in the first tab. */
export interface Pick extends Moment {
  readonly session: string;
  readonly model: string;
}

/** What a page knows of one provider's live list. */
export interface ListKnowledge {
  /** Fetches begun and ended so far. */
  readonly begun: number;
  readonly ended: number;
  /** Of these, how many gave no list. */
  readonly failed: number;
  /** The last list that the page got. */
  readonly models: readonly string[] | undefined;
}

/** What a page knew when it did something. */
export interface Knowledge {
  readonly hasCatalogue: boolean;
  readonly activeProvider: string;
  /** The active provider was another one before. */
  readonly hasChangedProvider: boolean;
  /** Of the provider of the model that the user chose. */
  readonly list: ListKnowledge;
}

/** What a page knew that bears on one session, and had still to hear of. */
export interface Situation extends Knowledge {
  readonly tab: TabRecord;
  readonly session: string;
  /** The session's model by its user's last choice. */
  readonly chosen: string;
}

/** A request of a page to make `model` the session's. */
export interface Save extends Moment, Situation {
  readonly model: string;
  readonly inView: string;
}

/** What the chip says, from one moment on. */
export interface Shown extends Moment, Knowledge {
  readonly session: string;
  readonly model: string;
  readonly chosen: string;
  /** What it said until now of another session, which was in view; empty: this session is in view already. */
  readonly ofPreviousSession: string;
}

export interface ListEnd extends Moment {
  readonly provider: string;
  readonly models: readonly string[] | null;
}

/** One page, as its user and its console saw it. */
export class TabRecord {
  readonly name: string;
  inView = '';
  /** The session that its user went to last; it comes into view when it is loaded. */
  wanted = '';
  openedAt = 0;
  activeProvider = '';
  hasChangedProvider = false;
  hasCatalogue = false;
  readonly shown: Shown[] = [];
  readonly listEnds: ListEnd[] = [];
  /** Sessions whose model it said is no longer available. */
  readonly unavailable: Set<string> = new Set();
  readonly begun: Map<string, number> = new Map();
  /** Its user has reloaded it: another page is in its place. */
  isClosed = false;

  constructor(name: string) {
    this.name = name;
  }

  /** What it knows that bears on a session with this model. */
  knowledgeOf(model: string): Knowledge {
    const provider = providerOf(model);
    const ends = this.listEnds.filter((end) => end.provider === provider);
    const { hasCatalogue, activeProvider, hasChangedProvider } = this;
    const lists = ends.flatMap(({ models }) => (models === null ? [] : [models]));
    const list = {
      begun: this.begun.get(provider) ?? 0,
      ended: ends.length,
      failed: ends.length - lists.length,
      models: lists.at(-1),
    };
    return { hasCatalogue, activeProvider, hasChangedProvider, list };
  }
}

/** Events after which a page knows something else, or has another session in view. */
const CHANGING: ReadonlySet<PageEvent['kind']> = new Set([
  'catalogue-loaded',
  'live-requested',
  'live-loaded',
  'live-failed',
  'session-opened',
]);

/** What happened in one execution. */
export class LiveModelsRecord {
  readonly tabs: TabRecord[] = [];
  readonly picks: Pick[] = [];
  /** What the user wanted to pick, and the dropdown did not let them. */
  readonly missedPicks: Pick[] = [];
  readonly saves: Save[] = [];
  /** Those that pages came into with a session in view, whatever they did then. */
  readonly situations: Situation[] = [];
  /** The model that each session began with. */
  readonly initial: Map<string, string> = new Map();
  private readonly lostPicks: Set<Pick> = new Set();
  private readonly chosen: Map<string, string> = new Map();
  private readonly moment: () => Moment;

  constructor(moment: () => Moment) {
    this.moment = moment;
  }

  addTab(name: string): TabRecord {
    const tab = new TabRecord(name);
    this.tabs.push(tab);
    return tab;
  }

  addSession(session: string, model: string): void {
    this.initial.set(session, model);
    this.chosen.set(session, model);
  }

  picked(session: string, model: string): void {
    this.chosen.set(session, model);
    this.picks.push({ session, model, ...this.moment() });
  }

  missed(session: string, model: string): void {
    this.missedPicks.push({ session, model, ...this.moment() });
  }

  /** A page was reloaded before this pick had reached the server: nobody has it any more. */
  pickLost(pick: Pick): void {
    this.lostPicks.add(pick);
    const before = this.lastKeptPick(pick.session)?.model ?? this.initial.get(pick.session) ?? '';
    this.chosen.set(pick.session, before);
  }

  /** The model that the user wants for the session. */
  choiceFor(session: string): string {
    return this.chosen.get(session) ?? '';
  }

  picksFor(session: string): readonly Pick[] {
    return this.picks.filter((pick) => pick.session === session);
  }

  lastKeptPick(session: string): Pick | undefined {
    return this.picksFor(session).findLast((pick) => !this.lostPicks.has(pick));
  }

  observe(tab: TabRecord, event: PageEvent): void {
    this.note(tab, event);
    if (tab.inView !== '' && CHANGING.has(event.kind)) this.situations.push(this.situationOf(tab, tab.inView));
  }

  private note(tab: TabRecord, event: PageEvent): void {
    switch (event.kind) {
      case 'catalogue-loaded':
        tab.hasChangedProvider ||= tab.hasCatalogue && tab.activeProvider !== event.activeProvider;
        tab.hasCatalogue = true;
        tab.activeProvider = event.activeProvider;
        return;
      case 'live-requested':
        tab.begun.set(event.provider, (tab.begun.get(event.provider) ?? 0) + 1);
        return;
      case 'live-loaded':
        // A list that was kept is no end of a fetch; the page knows it already.
        if (event.from === 'network') this.listEnded(tab, event.provider, event.models);
        return;
      case 'live-failed':
        this.listEnded(tab, event.provider, null);
        return;
      case 'session-opened':
        tab.inView = event.session;
        return;
      case 'shown':
        this.shown(tab, event.session, event.model);
        return;
      case 'saving':
        this.saving(tab, event.session, event.model);
        return;
      case 'model-unavailable':
        tab.unavailable.add(event.session);
        return;
      case 'catalogue-failed':
      case 'save-failed':
        return;
    }
  }

  private listEnded(tab: TabRecord, provider: string, models: readonly string[] | null): void {
    tab.listEnds.push({ provider, models, ...this.moment() });
  }

  /** What changes twice within a step is painted once. */
  private shown(tab: TabRecord, session: string, model: string): void {
    const moment = this.moment();
    if (tab.shown.at(-1)?.step === moment.step) tab.shown.pop();
    const before = tab.shown.at(-1);
    const ofPreviousSession = before === undefined || before.session === session ? '' : before.model;
    const chosen = this.choiceFor(session);
    // Changed and changed back.
    if (before?.session === session && before.model === model && before.chosen === chosen) return;
    tab.shown.push({ session, model, chosen, ofPreviousSession, ...tab.knowledgeOf(chosen), ...moment });
  }

  private saving(tab: TabRecord, session: string, model: string): void {
    this.saves.push({ model, inView: tab.inView, ...this.situationOf(tab, session), ...this.moment() });
  }

  private situationOf(tab: TabRecord, session: string): Situation {
    const chosen = this.choiceFor(session);
    return { tab, session, chosen, ...tab.knowledgeOf(chosen) };
  }
}

/** What a page falls back to: the first model of the list that the server gives for this active provider. */
export function firstModel(activeProvider: string): string {
  return STATIC_MODELS[activeProvider === 'openrouter' ? 'openrouter' : 'nous'][0] ?? '';
}
