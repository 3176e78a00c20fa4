import type { Property } from '../../harness/index.ts';
import { PROFILE_MODEL } from './actors.ts';
import type { LiveModelsState } from './scenario-state.ts';
import { type Provider, STATIC_MODELS } from './workload.ts';
import type { Update } from './world.ts';

type Claim = Property<LiveModelsState>;

const liveListIsShown: Claim = {
  name: 'live-list-is-shown',
  kind: 'liveness',
  level: 'documented',
  says: "when all is quiet, a page's dropdown offers the live list of the active provider, unless that has not given one",
  when: 'quiescence',
  applies: (state) => state.record.tabs.some(({ name, isClosed }) => !isClosed && dueIn(state, name) !== undefined),
  judge(state) {
    for (const [i, { name, isClosed }] of state.record.tabs.entries()) {
      if (isClosed) continue;
      const due = dueIn(state, name);
      if (due === undefined) continue;
      if (due === 'never asked') return { message: `${name} has not asked for the list of the active provider` };
      const offered = Array.from(state.selects[i]?.options ?? [], ({ value }) => value);
      const missing = due.find((model) => !offered.includes(model));
      if (missing !== undefined) return { message: `${name} got a list with ${missing}, and does not offer it` };
    }
    return undefined;
  },
};

/** The one with the actions. */
const FIRST_TAB = 'tab-1';

/**
 * The models that all lists have which the server sent to this page for the active provider. Undefined if there is none,
 * or if another provider became the active one meanwhile: which of the two the page should show is another question.
 */
function dueIn({ server, editors }: LiveModelsState, tab: string): readonly string[] | 'never asked' | undefined {
  const told: readonly Provider[] = [...(server.activeTold.get(tab) ?? [])];
  const [active] = told;
  // What a page asks about last may hang, and what it was told before that it leaves aside.
  const neverAsked = server.untold.has(tab) ? undefined : 'never asked';
  if (active === undefined) return neverAsked;
  // Its user made another provider the active one, and had the page load its list again.
  if (tab === FIRST_TAB && !told.includes(server.activeProvider)) return neverAsked;
  if (told.length > 1) return undefined;
  const replies = server.listReplies.filter((reply) => reply.tab === tab && reply.provider === active);
  if (replies.length === 0) return neverAsked;
  // The review accepts that the profile editor keeps its list to itself, and the server cannot tell whose that was.
  if (editors.length > 0 && replies.some(({ models }) => models === null || models.length === 0)) return undefined;
  const [first, ...others] = replies.flatMap(({ models }) => (models === null || models.length === 0 ? [] : [models]));
  return first?.filter((model) => others.every((models) => models.includes(model)));
}

const pickIsPossible: Claim = {
  name: 'pick-is-possible',
  kind: 'safety',
  level: 'strict',
  says: 'while a session is in view, its user can pick any model that the server lists without asking a provider',
  when: 'quiescence',
  applies: ({ record }) => record.picks.length + record.missedPicks.length > 0,
  judge({ record }) {
    const listed = Object.values(STATIC_MODELS).flat();
    const missed = record.missedPicks.find(({ model }) => listed.includes(model));
    if (missed === undefined) return undefined;
    const { session, model, step, at } = missed;
    return { message: `${session}: at ${at} ms its user could not pick ${model}`, steps: [step] };
  },
};

const noNeedlessSave: Claim = {
  name: 'no-needless-save',
  kind: 'safety',
  level: 'strict',
  says: 'a page does not save what is saved already, but for a user who picks it again',
  when: 'quiescence',
  judge({ record, server }) {
    const isNeedless = ({ session, model, modelBefore, step }: Update, at: number): boolean => {
      const isOfThese = (one: { readonly session: string; readonly model: string; readonly step: number }): boolean =>
        one.session === session && one.model === model && one.step <= step;
      return (
        modelBefore === model &&
        server.updates.slice(0, at + 1).filter(isOfThese).length > record.picks.filter(isOfThese).length
      );
    };
    const needless = server.updates.find(isNeedless);
    if (needless === undefined) return undefined;
    const { tab, session, model, step } = needless;
    return { message: `${tab} saved ${model} for ${session}, which had it`, steps: [step] };
  },
};

const editorKeepsItsModel: Claim = {
  name: 'editor-keeps-its-model',
  kind: 'safety',
  level: 'documented',
  says: "when all is quiet, the profile editor shows the profile's model, whatever the chat shows",
  when: 'quiescence',
  applies: ({ editorsInTime }) => editorsInTime.size > 0,
  judge({ editorsInTime }) {
    const wrong = [...editorsInTime].find(({ value }) => value !== PROFILE_MODEL);
    if (wrong === undefined) return undefined;
    return { message: `the profile editor shows ${wrong.value || 'no model'}; the profile's is ${PROFILE_MODEL}` };
  },
};

/** The other claims go by what pages report: that has to be what their users and the server see. */
const nothingUnreported: Claim = {
  name: 'nothing-unreported',
  kind: 'safety',
  level: 'strict',
  says: 'a page reports what it shows and what it saves',
  when: 'step',
  judge({ record, chips, server }) {
    for (const [i, { name, shown }] of record.tabs.entries()) {
      const [text, reported] = [chips[i]?.textContent ?? '', shown.at(-1)?.model ?? ''];
      // A note may follow the model.
      if (text !== reported && !text.startsWith(`${reported} (`)) {
        return { message: `${name} shows ${text || 'nothing'}, and has reported ${reported || 'nothing'}` };
      }
      const saved = server.updates.filter(({ tab }) => tab === name);
      const silent = saved.find(
        ({ session, model }) =>
          !record.saves.some((save) => save.tab.name === name && save.session === session && save.model === model),
      );
      if (silent !== undefined)
        return { message: `${name} saved ${silent.model} and did not say so`, steps: [silent.step] };
    }
    return undefined;
  },
};

/** What becomes of the work: a page that does none of it overwrites nothing. */
export const WORK_PROPERTIES: readonly Claim[] = [
  liveListIsShown,
  pickIsPossible,
  noNeedlessSave,
  editorKeepsItsModel,
  nothingUnreported,
];
