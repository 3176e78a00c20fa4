import type { MakePage } from './chat-page.ts';
import { DeferWhilePending } from './defer-while-pending.ts';
import type { OpenSession, SessionPage } from './missing-model-policy.ts';
import { providerOf } from './models-api.ts';
import { PendingSet } from './pending-fetches.ts';
import { TopbarPage } from './topbar-page.ts';

/** #1174, minding the provider of the session's model beside the active one: fetches its live list and waits for it. */
class DeferForSessionProvider extends DeferWhilePending {
  furtherProviders({ session, activeProvider }: TopbarPage): readonly string[] {
    if (session === null) return [];
    const provider = providerOf(session.model);
    return provider === '' || provider === activeProvider ? [] : [provider];
  }

  protected override isDeferred(page: SessionPage, session: OpenSession): boolean {
    return super.isDeferred(page, session) || this.pending.has(providerOf(session.model));
  }
}

export const pr1174SessionProvider: MakePage = (options) =>
  new TopbarPage(options, new DeferForSessionProvider(new PendingSet()));
