import { correctToFirst } from './correct-to-first.ts';
import type { MissingModelPolicy, OpenSession, SessionPage } from './missing-model-policy.ts';
import { selectModel } from './model-select.ts';
import type { PendingFetches } from './pending-fetches.ts';

/**
 * The fix of #1174: while the active provider's live list is on its way nothing is shown or saved in place of the
 * session's model; once models are added to the chat header's dropdown, the session's model is selected if it is there.
 */
export class DeferWhilePending implements MissingModelPolicy {
  protected readonly pending: PendingFetches;

  constructor(pending: PendingFetches) {
    this.pending = pending;
  }

  get isListPending(): boolean {
    return !this.pending.isEmpty;
  }

  liveFetchBegan(provider: string): void {
    this.pending.began(provider);
  }

  liveFetchEnded(provider: string): void {
    this.pending.ended(provider);
  }

  modelMissing(page: SessionPage, session: OpenSession): void {
    if (this.isDeferred(page, session)) return;
    correctToFirst(page, session, { isSaved: !session.isModelDeferred });
  }

  modelsAdded(page: SessionPage, select: HTMLSelectElement): void {
    if (select === page.select && page.session !== null) selectModel(select, page.session.model);
  }

  protected isDeferred(page: SessionPage, _session: OpenSession): boolean {
    return this.pending.has(page.activeProvider);
  }
}
