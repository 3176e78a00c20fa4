import type { PageEvent } from './page-events.ts';

/** A page that shows one chat session at a time, and lets the user choose the session's model. */
export interface ChatPage {
  /** Boots: the model list and the session load side by side. */
  open(session: string): Promise<void>;
  /** The user goes to another session. */
  showSession(session: string): Promise<void>;
  /** Loads the model list again, after another provider was made the active one for instance. */
  refreshModels(): Promise<void>;
  /** Brings the top bar up to date. Called after everything that could concern it: a new title, a message, a theme. */
  syncTopbar(): void;
  /** Shows the profile editor, whose own dropdown offers the same models. `model` is the profile's. */
  openProfileEditor(select: HTMLSelectElement, model: string): Promise<void>;
  /** Whether a live model list is being waited for; undefined: the page keeps no note of that, and never waits for one. */
  readonly isListPending: boolean | undefined;
}

/** What a page is given. */
export interface PageOptions {
  readonly baseUrl: string;
  /** The dropdown of the chat header, with the options that the HTML page comes with. Its `change` event is the user's. */
  readonly select: HTMLSelectElement;
  /** Where the user reads which model the session has. */
  readonly chip: HTMLElement;
  readonly report: (event: PageEvent) => void;
}

/** Makes the page of one browser tab. */
export type MakePage = (options: PageOptions) => ChatPage;
