import type { Implementation } from '../../harness/index.ts';
import { BASELINES } from '../../src/live-models/baselines.ts';
import type { MakePage } from '../../src/live-models/chat-page.ts';
import { injectOption } from '../../src/live-models/inject-option.ts';
import { original } from '../../src/live-models/original.ts';
import { pr1173 } from '../../src/live-models/pr-1173.ts';
import { pr1174 } from '../../src/live-models/pr-1174.ts';
import { pr1174Counter } from '../../src/live-models/pr-1174-counter.ts';
import { pr1174SessionProvider } from '../../src/live-models/pr-1174-session-provider.ts';
import { reference } from '../../src/live-models/reference.ts';

export const IMPLEMENTATIONS: Readonly<Record<string, Implementation<MakePage>>> = {
  original: {
    says: 'a model that the dropdown lacks is replaced by the first option, and that is saved',
    subject: original,
  },
  'pr-1173': {
    says: 'while a live list is on its way the first option is shown but not saved; then the model is saved again',
    subject: pr1173,
  },
  'pr-1174': {
    says: "the merged fix: while the active provider's live list is on its way, nothing is shown or saved",
    subject: pr1174,
  },
  'pr-1174-counter': { says: 'the same, counting the fetches of each provider', subject: pr1174Counter },
  'pr-1174-session-provider': {
    says: "the same, fetching and minding the live list of the session's provider too",
    subject: pr1174SessionProvider,
  },
  'inject-option': { says: "the session's model is added to the dropdown, nothing replaces it", subject: injectOption },
  reference: {
    says: "adds the session's model, marks it when its provider has dropped it, saves picks alone and one at a time",
    subject: reference,
  },
  'do-nothing': { says: 'baseline: every call is over at once, and nothing is shown', subject: BASELINES.doNothing },
  'refuse-everything': { says: 'baseline: refuses every call', subject: BASELINES.refuseEverything },
  'abort-everything': {
    says: 'baseline: whatever comes next, even a mere sync, drops the loads that are under way',
    subject: BASELINES.abortEverything,
  },
};
