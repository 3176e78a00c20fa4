/** The session that a page shows. */
export interface OpenSession {
  readonly id: string;
  model: string;
  /** The server has not said yet what the stored model is called today: no correction may be saved. */
  isModelDeferred: boolean;
}

/** The page as a policy sees it. */
export interface SessionPage {
  readonly select: HTMLSelectElement;
  readonly session: OpenSession | null;
  readonly activeProvider: string | null;
  /** Saves without being asked to; nobody waits for it. */
  save(session: string, model: string): void;
}

/** What a page does about a session whose model is not in its dropdown. One object a page. */
export interface MissingModelPolicy {
  /** `syncTopbar` did not find the session's model. */
  modelMissing(page: SessionPage, session: OpenSession): void;
  /** Live models were put into `select`, which need not be the one of the chat header. */
  modelsAdded?(page: SessionPage, select: HTMLSelectElement): void;
  liveFetchBegan?(provider: string): void;
  liveFetchEnded?(provider: string): void;
  /** Providers whose live lists the page fetches beside the active one's. */
  furtherProviders?(page: SessionPage): readonly string[];
  /** Absent: the policy does the same whether a live list is being waited for or not. */
  readonly isListPending?: boolean;
}
