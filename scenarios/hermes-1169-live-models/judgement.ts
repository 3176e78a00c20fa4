import { providerOf } from '../../src/live-models/models-api.ts';
import { firstModel, type Knowledge, type LiveModelsRecord, type Save, type Shown, type Situation } from './record.ts';
import { LIVE_MODELS, STATIC_MODELS } from './workload.ts';

/** Under which condition a page put another model in the place of the user's. */
export type Condition =
  | 'before-list'
  | 'provider-changes'
  | 'overlapping-fetches'
  | 'live-answers'
  | 'fetch-fails'
  | 'stale-cache'
  | 'gone';

/** A save that no user asked for and that changes the session's model. */
export interface Overwrite {
  readonly save: Save;
  readonly condition: Condition;
  /** The review accepts it: the page knew by then that it had no list with the model, and took the first model. */
  readonly isAccepted: boolean;
}

/** Overwrites of sessions whose user picked nothing: what a page does to a pick is for `user-pick-wins` to judge. */
export function overwritesIn(record: LiveModelsRecord): Overwrite[] {
  return record.saves
    .filter((save) => save.model !== save.chosen && !isOfAnotherSession(record, save))
    .filter(({ session }) => record.picksFor(session).length === 0)
    .filter((save, i, saves) => saves.findIndex((first) => isSame(first, save)) === i)
    .map((save) => {
      const condition = conditionOf(save);
      return { save, condition, isAccepted: isAccepted(save, condition) };
    });
}

/** Saving the same again does no further harm. */
function isSame(a: Save, b: Save): boolean {
  return a.session === b.session && a.model === b.model;
}

/** The save is of a session that is not in view, or carries over what was picked for another one. */
export function isOfAnotherSession(record: LiveModelsRecord, { session, model, chosen, inView, step }: Save): boolean {
  if (model === chosen) return false;
  if (session !== inView) return true;
  const earlier = record.picks.filter((pick) => pick.model === model && pick.step <= step);
  return earlier.length > 0 && earlier.every((pick) => pick.session !== session);
}

/** Whether a page came into a situation in which an overwrite would count under `condition`, whatever it did then. */
export function isMet(record: LiveModelsRecord, condition: Condition): boolean {
  return record.situations.some(
    (situation) =>
      conditionOf(situation) === condition &&
      isInDanger(situation, condition) &&
      record.picksFor(situation.session).length === 0,
  );
}

/** The page was not given the session's model with the HTML, nor by its provider. Another active one may take it away. */
function isInDanger({ chosen, list }: Situation, condition: Condition): boolean {
  if (Object.values(STATIC_MODELS).some((models) => models.includes(chosen))) return false;
  return condition === 'provider-changes' || list.failed > 0 || list.models?.includes(chosen) !== true;
}

/** Where a page had one session in view and then another: what it knew before and after. */
export function successionsIn({ tabs, situations }: LiveModelsRecord): [Situation, Situation][] {
  return tabs.flatMap((tab) => {
    const own = situations.filter((situation) => situation.tab === tab);
    return own.flatMap((before, i): [Situation, Situation][] => {
      const after = own[i + 1];
      return after === undefined || after.session === before.session ? [] : [[before, after]];
    });
  });
}

function conditionOf(situation: Situation): Condition {
  const { hasCatalogue, list, chosen } = situation;
  // To take another model is right then, and whether a page does is for gone-model-signalled to judge.
  if (!isOffered(chosen)) return 'gone';
  if (!hasCatalogue && list.ended === 0) return 'before-list';
  if (list.begun > list.ended) return whilePending(situation);
  if (list.models === undefined && list.failed > 0) return 'fetch-fails';
  if (list.models !== undefined && !list.models.includes(chosen)) return 'stale-cache';
  // The page has never asked for the list, or has it, though not in this dropdown.
  if (isAfterChange(situation)) return 'provider-changes';
  return list.failed > 0 ? 'overlapping-fetches' : 'live-answers';
}

function whilePending(situation: Situation): Condition {
  const { list, chosen } = situation;
  const isComing = isInPendingList(situation);
  if (list.ended === 0) {
    if (isAfterChange(situation)) return 'provider-changes';
    return isComing ? 'live-answers' : 'fetch-fails';
  }
  if (isComing || list.models?.includes(chosen) === true) return 'overlapping-fetches';
  // What was pending would not have helped, so only the fetches that ended before count.
  return list.models === undefined ? 'fetch-fails' : 'stale-cache';
}

/** The active provider is not the model's, or was another one before. */
function isAfterChange({ hasCatalogue, hasChangedProvider, activeProvider, chosen }: Situation): boolean {
  return hasChangedProvider || (hasCatalogue && activeProvider !== providerOf(chosen));
}

/** One of the fetches on their way came to its end with a list that has the model. */
function isInPendingList({ tab, list, chosen }: Situation): boolean {
  const ends = tab.listEnds.filter(({ provider }) => provider === providerOf(chosen));
  return ends.slice(list.ended, list.begun).some(({ models }) => models?.includes(chosen) === true);
}

function isAccepted({ model, activeProvider, list }: Save, condition: Condition): boolean {
  if (model !== firstModel(activeProvider)) return false;
  if (condition === 'gone') return true;
  return list.ended > 0 && (condition === 'fetch-fails' || condition === 'stale-cache');
}

/** The page has asked the model's provider, and has no list with the model. */
function isKnownMissing({ list }: Knowledge, model: string): boolean {
  if (list.begun === 0 || list.begun > list.ended) return false;
  return !(list.models ?? []).includes(model);
}

/** The provider still offers the model. */
export function isOffered(model: string): boolean {
  return [STATIC_MODELS, LIVE_MODELS].some((lists) => Object.values(lists).some((models) => models.includes(model)));
}

/** The chip names a model that is neither the user's nor the fallback that the review accepts. Empty is not wrong. */
export function isWrong(shown: Shown): boolean {
  const { model, chosen, activeProvider } = shown;
  if (model === '' || model === chosen) return false;
  return !(model === firstModel(activeProvider) && isKnownMissing(shown, chosen));
}
