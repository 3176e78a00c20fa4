import type { Env, SimProcess } from '../../harness/index.ts';
import type { ChatPage } from '../../src/live-models/chat-page.ts';
import { makeSelect, pick } from './dom.ts';
import type { Pick as Picked, TabRecord } from './record.ts';
import type { LiveModelsState } from './scenario-state.ts';
import { type Action, GEMINI, type Workload } from './workload.ts';

/** A tab of a browser, and what its user does in it. */
interface Stage {
  readonly env: Env;
  readonly state: LiveModelsState;
  readonly tab: TabRecord;
  readonly page: ChatPage;
  readonly select: HTMLSelectElement;
  readonly process: SimProcess;
}

/** A profile has a model of its own, which its editor shows. */
export const PROFILE_MODEL: string = GEMINI;

export function addActors(env: Env, state: LiveModelsState, { tabs, actions, reloadAtMs }: Workload): void {
  tabs.forEach(({ atMs, session }, i) => {
    const [tab, page, select] = [state.record.tabs[i], state.pages[i], state.selects[i]];
    if (tab === undefined || page === undefined || select === undefined) return;
    const process = env.process(tab.name);
    const open = (): Promise<void> => {
      tab.wanted = sessionName(session);
      return page.open(tab.wanted);
    };
    env.actor(tab.name, process, open, { atMs, latestMs: atMs });
    if (i > 0) return;
    addActions({ env, state, tab, page, select, process }, actions);
    if (reloadAtMs !== undefined) addReload(env, state, { tab, process }, reloadAtMs);
  });
}

/** The page and what it had under way are gone; what its user would have done later is not done. */
function addReload(env: Env, state: LiveModelsState, old: Pick<Stage, 'tab' | 'process'>, atMs: number): void {
  const { record, server } = state;
  const reload = async (): Promise<void> => {
    env.note('the user reloads the page');
    env.kill(old.process);
    old.tab.isClosed = true;
    const isOnServer = ({ session, model, step }: Picked): boolean =>
      server.updates.some((update) => update.session === session && update.model === model && update.step >= step);
    for (const pick of record.picks.filter((each) => !isOnServer(each))) record.pickLost(pick);
    const { tab, page } = state.openPage(`${old.tab.name}-again`, true);
    tab.wanted = old.tab.wanted;
    env.actor(tab.name, env.process(tab.name), () => page.open(tab.wanted), { atMs: env.now, latestMs: env.now });
  };
  env.actor('browser', env.process('browser'), reload, { atMs });
}

function addActions(stage: Stage, actions: readonly Action[]): void {
  actions.forEach((action, i) => {
    const { atMs, withinMs, kind } = action;
    stage.env.actor(`${kind}-${i + 1}`, stage.process, () => act(stage, action), { atMs, latestMs: atMs + withinMs });
  });
}

async function act({ env, state, tab, page, select }: Stage, action: Action): Promise<void> {
  switch (action.kind) {
    case 'pick':
      if (tab.inView === '' || select.value === action.model) return;
      if (select.disabled || !Array.from(select.options).some(({ value }) => value === action.model)) {
        state.record.missed(tab.inView, action.model);
        return;
      }
      env.note(`the user picks ${action.model} for ${tab.inView}`);
      state.record.picked(tab.inView, action.model);
      pick(select, action.model);
      return;
    case 'switch':
      env.note(`the user goes to ${sessionName(action.session)}`);
      tab.wanted = sessionName(action.session);
      await page.showSession(tab.wanted);
      return;
    case 'activate':
      env.note(`the user makes ${action.provider} the active provider`);
      state.server.activeProvider = action.provider;
      await page.refreshModels();
      return;
    case 'refresh':
      await page.refreshModels();
      return;
    case 'editor': {
      const editor = makeSelect('profileModelSelect', []);
      state.editors.push(editor);
      if (tab.hasCatalogue) state.editorsInTime.add(editor);
      await page.openProfileEditor(editor, PROFILE_MODEL);
      return;
    }
    case 'touch':
      page.syncTopbar();
      return;
  }
}

export function sessionName(index: number): string {
  return `s${index + 1}`;
}
