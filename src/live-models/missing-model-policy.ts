import type { TopbarPage } from './topbar-page.ts';

export interface OpenSession {
  readonly id: string;
  model: string;
  /** The server has not said yet what the stored model is called today: no correction may be saved. */
  isModelDeferred: boolean;
}

/** What a page does about a session whose model is not in its dropdown. One object a page. */
export interface MissingModelPolicy {
  /** `syncTopbar` did not find the session's model. */
  modelMissing(page: TopbarPage, session: OpenSession): void;
  /** Live models were put into `select`, which need not be the one of the chat header. */
  modelsAdded?(page: TopbarPage, select: HTMLSelectElement): void;
  liveFetchBegan?(provider: string): void;
  liveFetchEnded?(provider: string): void;
  /** Providers whose live lists the page fetches beside the active one's. */
  furtherProviders?(page: TopbarPage): readonly string[];
  readonly isListPending?: boolean;
}
