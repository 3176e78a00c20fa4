import type { MakePage } from './chat-page.ts';
import { correctToFirst } from './correct-to-first.ts';
import { TopbarPage } from './topbar-page.ts';

/** As reported: a model that is not in the dropdown counts as stale, and the first option takes its place for good. */
export const original: MakePage = (options) =>
  new TopbarPage(options, {
    modelMissing: (page, session) => correctToFirst(page, session, { isSaved: !session.isModelDeferred }),
  });
