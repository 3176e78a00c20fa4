import { providerOf } from '../../src/live-models/models-api.ts';
import { firstModel, type Knowledge, type LiveModelsRecord, type Save, type Shown } from './record.ts';
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
    .map((save) => ({
      save,
      condition: conditionOf(save),
      isAccepted: isKnownMissing(save, save.chosen) && save.model === firstModel(save.activeProvider),
    }));
}

/** The save is of a session that is not in view, or carries over what was picked for another one. */
export function isOfAnotherSession(record: LiveModelsRecord, { session, model, chosen, inView, step }: Save): boolean {
  if (model === chosen) return false;
  if (session !== inView) return true;
  const earlier = record.picks.filter((pick) => pick.model === model && pick.step <= step);
  return earlier.length > 0 && earlier.every((pick) => pick.session !== session);
}

function conditionOf(save: Save): Condition {
  const { hasCatalogue, activeProvider, hasChangedProvider, list, chosen } = save;
  if (!hasCatalogue) return 'before-list';
  if (hasChangedProvider || activeProvider !== providerOf(chosen)) return 'provider-changes';
  if (list.begun > list.ended) return list.ended > 0 ? 'overlapping-fetches' : whileFetching(save);
  if (list.models === undefined) return list.failed > 0 ? 'fetch-fails' : 'live-answers';
  // The page has the list, if not in this dropdown.
  if (list.models.includes(chosen)) return list.failed > 0 ? 'overlapping-fetches' : 'live-answers';
  return isOffered(chosen) ? 'stale-cache' : 'gone';
}

/** By how the fetch ended that was on its way. */
function whileFetching({ tab, step, chosen }: Save): Condition {
  const end = tab.listEnds.find((end) => end.provider === providerOf(chosen) && end.step >= step);
  return end === undefined || end.models === null ? 'fetch-fails' : 'live-answers';
}

/** The page has asked the model's provider, which is the active one, and has no list with the model. */
function isKnownMissing({ hasCatalogue, activeProvider, list }: Knowledge, model: string): boolean {
  if (!hasCatalogue || activeProvider !== providerOf(model)) return false;
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
