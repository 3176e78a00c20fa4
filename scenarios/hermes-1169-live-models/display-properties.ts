import type { Property } from '../../harness/index.ts';
import { providerOf } from '../../src/live-models/models-api.ts';
import { isOffered, isWrong, successionsIn } from './judgement.ts';
import { firstModel, type LiveModelsRecord, type Shown, type TabRecord } from './record.ts';
import type { LiveModelsState } from './scenario-state.ts';
import { readModel } from './world.ts';

type Claim = Property<LiveModelsState>;

/** A tab cannot know of what another one has saved. */
function isChangedElsewhere({ saves }: LiveModelsRecord, tab: TabRecord, session: string): boolean {
  return saves.some((save) => save.tab !== tab && save.session === session);
}

function firstShown(
  record: LiveModelsRecord,
  isBad: (shown: Shown, tab: TabRecord) => boolean,
): [TabRecord, Shown] | undefined {
  for (const tab of record.tabs) {
    const shown = tab.shown.find((shown) => isBad(shown, tab));
    if (shown !== undefined) return [tab, shown];
  }
  return undefined;
}

const noWrongModelShown: Claim = {
  name: 'no-wrong-model-shown',
  kind: 'safety',
  level: 'documented',
  says: 'a page shows the model that the user chose for the session, or none, until it knows that no list has it',
  when: 'quiescence',
  judge({ record }) {
    const found = firstShown(record, (shown, tab) => isWrong(shown) && !isChangedElsewhere(record, tab, shown.session));
    if (found === undefined) return undefined;
    const [tab, { session, model, chosen, step, at }] = found;
    return { message: `${tab.name} showed ${model} for ${session} at ${at} ms; its model is ${chosen}`, steps: [step] };
  },
};

const notPreviousSession: Claim = {
  name: 'pending-display-not-previous-session',
  kind: 'safety',
  level: 'strict',
  says: 'a page that opens a session does not go on showing the model of the session before, though no list has its own',
  when: 'quiescence',
  applies: ({ record }) =>
    successionsIn(record).some(
      ([before, after]) => before.chosen !== after.chosen || record.picksFor(before.session).length > 0,
    ),
  judge({ record }) {
    const found = firstShown(
      record,
      (shown, tab) => isOfPreviousSession(record, shown) && !isChangedElsewhere(record, tab, shown.session),
    );
    if (found === undefined) return undefined;
    const [tab, { session, model, step, at }] = found;
    return { message: `${tab.name} showed ${model}, of the session before, for ${session} at ${at} ms`, steps: [step] };
  },
};

/** The first model is what a page falls back to, and an overwritten session has another one: both may be shown for their own sake. */
function isOfPreviousSession({ saves }: LiveModelsRecord, shown: Shown): boolean {
  const { session, model, ofPreviousSession, activeProvider, step } = shown;
  if (!isWrong(shown) || model !== ofPreviousSession || model === firstModel(activeProvider)) return false;
  return !saves.some((save) => save.session === session && save.model === model && save.step <= step);
}

const displayConverges: Claim = {
  name: 'display-converges',
  kind: 'liveness',
  level: 'documented',
  says: 'when all is quiet, each page shows the session that its user went to last, with the model that is on disk for it',
  when: 'quiescence',
  judge({ record, selects }, env) {
    for (const [i, tab] of record.tabs.entries()) {
      const { inView, wanted, shown, name, isClosed } = tab;
      if (isClosed) continue;
      if (inView !== wanted) return { message: `${name} shows ${inView || 'no session'}; its user went to ${wanted}` };
      if (isChangedElsewhere(record, tab, inView)) continue;
      const onDisk = readModel(env, inView);
      const last = shown.at(-1);
      const wrong = [last?.model, selects[i]?.value].find((model) => model !== onDisk);
      if (wrong === undefined) continue;
      const message = `${name} shows ${wrong || 'no model'} for ${inView}; on disk is ${onDisk}`;
      return { message, steps: last === undefined ? [] : [last.step] };
    }
    return undefined;
  },
};

const pendingReleased: Claim = {
  name: 'pending-released',
  kind: 'liveness',
  level: 'documented',
  says: 'a page does not wait for a live list for ever, though the fetch fails or the provider never answers',
  when: 'quiescence',
  applies: ({ server }) => server.listsNotBrought > 0,
  judge({ pages, record }) {
    const index = pages.findIndex((page, i) => page.isListPending && record.tabs[i]?.isClosed === false);
    if (index >= 0) return { message: `${record.tabs[index]?.name} still waits for a live list when all is quiet` };
    // Nothing can be left set where nothing is ever set: that is no merit.
    const hasNote = pages.every(({ isListPending }) => isListPending !== undefined);
    return hasNote ? undefined : { unknown: 'not applicable: the page keeps no note of lists that it waits for' };
  },
};

const goneModelSignalled: Claim = {
  name: 'gone-model-signalled',
  kind: 'liveness',
  level: 'documented',
  says: 'a page whose session has a model that nobody offers says so, or shows and saves another, without a further event',
  when: 'quiescence',
  applies: (state) => tabsOfGone(state).length > 0,
  judge(state) {
    const { record } = state;
    for (const tab of tabsOfGone(state)) {
      const { inView } = tab;
      if (tab.unavailable.has(inView) || hasFallenBack(record, tab)) continue;
      const message = `${tab.name} shows ${tab.shown.at(-1)?.model} for ${inView}, as if ${record.choiceFor(inView)} were there`;
      return { message };
    }
    return undefined;
  },
};

/** Those that show a session whose model is gone, as lists that can be relied on say. */
function tabsOfGone({ record, hasReliableLists }: LiveModelsState): TabRecord[] {
  if (!hasReliableLists) return [];
  return record.tabs.filter(
    (tab) => !tab.isClosed && isGone(record, tab.inView) && !isChangedElsewhere(record, tab, tab.inView),
  );
}

function isGone(record: LiveModelsRecord, session: string): boolean {
  const chosen = record.choiceFor(session);
  return chosen !== '' && providerOf(chosen) !== '' && !isOffered(chosen);
}

/** What the page shows and saves later, a pick for another session for instance, does not take the signal back. */
function hasFallenBack({ saves }: LiveModelsRecord, tab: TabRecord): boolean {
  const { inView, shown } = tab;
  return shown.some(
    ({ session, model, chosen }) =>
      session === inView &&
      model !== chosen &&
      saves.some((save) => save.tab === tab && save.session === inView && save.model === model),
  );
}

export const DISPLAY_PROPERTIES: readonly Claim[] = [
  displayConverges,
  noWrongModelShown,
  pendingReleased,
  goneModelSignalled,
  notPreviousSession,
];
