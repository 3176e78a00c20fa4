import { expect, test } from 'vitest';
import { foundIn } from '../../harness/testing/violated-of.ts';
import type { ChatPage, MakePage, PageOptions } from '../../src/live-models/chat-page.ts';
import { ModelsApi } from '../../src/live-models/models-api.ts';
import { reference } from '../../src/live-models/reference.ts';
import { scenario } from './scenario.ts';

/** The reference with something of its own in the place of what that does. */
function changed(change: (good: ChatPage, options: PageOptions) => Partial<ChatPage>): MakePage {
  return (options) => {
    const good = reference(options);
    return {
      get isListPending() {
        return good.isListPending;
      },
      open: (session) => good.open(session),
      showSession: (session) => good.showSession(session),
      refreshModels: () => good.refreshModels(),
      syncTopbar: () => good.syncTopbar(),
      openProfileEditor: (select, model) => good.openProfileEditor(select, model),
      ...change(good, options),
    };
  };
}

/** Nobody picks anything before the lists are there. */
const disabledAtFirst = changed((good, { select }) => ({
  async open(session) {
    select.disabled = true;
    await good.open(session);
    select.disabled = false;
  },
}));

/** The same, but the user is not told. */
const picksDropped: MakePage = (options) => {
  let page: ChatPage | undefined;
  options.select.addEventListener('change', (event) => {
    if (page?.isListPending) event.stopImmediatePropagation();
  });
  page = reference(options);
  return page;
};

const switchDropped = changed((good) => ({
  async showSession(session) {
    if (!good.isListPending) await good.showSession(session);
  },
}));

const neverRefreshed = changed(() => ({ refreshModels: async () => {} }));

const editorLeftEmpty = changed(() => ({ openProfileEditor: async () => {} }));

/** Whatever comes, the model that is shown is saved: disk and chip cannot differ. */
const savedAtEverySync = changed((good, { baseUrl, select, report }) => {
  const api = new ModelsApi(baseUrl, report);
  let opened = '';
  return {
    async open(session) {
      await good.open(session);
      opened = session;
    },
    syncTopbar() {
      good.syncTopbar();
      if (opened !== '') void api.updateSession(opened, select.value);
    },
  };
});

/** What is not reported is not judged. */
const silent: MakePage = (options) =>
  reference({ ...options, report: (event) => event.kind !== 'shown' && options.report(event) });

test.each<[string, MakePage, string]>([
  ['no picks while the page opens', disabledAtFirst, 'pick-is-possible'],
  ['picks meanwhile are dropped', picksDropped, 'user-pick-wins'],
  ['no other session while a list is on its way', switchDropped, 'display-converges'],
  ['another active provider is not asked for its list', neverRefreshed, 'live-list-is-shown'],
  ['the profile editor stays empty', editorLeftEmpty, 'editor-keeps-its-model'],
  ['what is saved is saved again', savedAtEverySync, 'no-needless-save'],
  ['what is shown is not told', silent, 'nothing-unreported'],
])('no fix: %s', async (_, subject, broken) => {
  const only = { ...scenario, implementations: { it: { says: 'no fix', subject } } };
  const found = await foundIn(only, 'it', [broken], { schedulesMax: 200 });
  expect(found.violated).toContain(broken);
});
