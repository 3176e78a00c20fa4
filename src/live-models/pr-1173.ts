import type { MakePage } from './chat-page.ts';
import { correctToFirst } from './correct-to-first.ts';
import type { MissingModelPolicy, OpenSession, SessionPage } from './missing-model-policy.ts';
import { selectModel } from './model-select.ts';
import { PendingSet } from './pending-fetches.ts';
import { TopbarPage } from './topbar-page.ts';

/**
 * The rival fix, #1173: while a live list is on its way the first option is shown but not saved; once the list is there,
 * the session's model is shown again and saved again.
 */
class ShowFirstMeanwhile implements MissingModelPolicy {
  private readonly pending: PendingSet = new PendingSet();

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
    const isPending = this.pending.has(page.activeProvider);
    correctToFirst(page, session, { isSaved: !session.isModelDeferred && !isPending });
  }

  modelsAdded(page: SessionPage, select: HTMLSelectElement): void {
    const { session } = page;
    if (session === null || !selectModel(select, session.model)) return;
    page.save(session.id, session.model);
  }
}

export const pr1173: MakePage = (options) => new TopbarPage(options, new ShowFirstMeanwhile());
