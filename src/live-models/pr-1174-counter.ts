import type { MakePage } from './chat-page.ts';
import { DeferWhilePending } from './defer-while-pending.ts';
import { PendingCounter } from './pending-fetches.ts';
import { TopbarPage } from './topbar-page.ts';

/** #1174 with a counter for each provider: of two fetches of one provider, the first that ends does not end the other. */
export const pr1174Counter: MakePage = (options) =>
  new TopbarPage(options, new DeferWhilePending(new PendingCounter()));
