import type { MakePage } from './chat-page.ts';
import { DeferWhilePending } from './defer-while-pending.ts';
import { PendingSet } from './pending-fetches.ts';
import { TopbarPage } from './topbar-page.ts';

/** The fix as merged: a set of providers with a fetch in flight. */
export const pr1174: MakePage = (options) => new TopbarPage(options, new DeferWhilePending(new PendingSet()));
