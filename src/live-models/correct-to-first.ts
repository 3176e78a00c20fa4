import type { OpenSession, SessionPage } from './missing-model-policy.ts';
import { modelIds } from './model-select.ts';

/** Selects the first option in place of the session's model, and makes that the session's model if `isSaved`. */
export function correctToFirst(page: SessionPage, session: OpenSession, { isSaved }: { isSaved: boolean }): void {
  const first = modelIds(page.select)[0];
  if (first === undefined) return;
  page.select.value = first;
  if (!isSaved) return;
  session.model = first;
  page.save(session.id, first);
}
