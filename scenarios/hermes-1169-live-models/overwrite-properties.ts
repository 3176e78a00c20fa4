import type { Evidence, Property } from '../../harness/index.ts';
import { type Condition, isMet, isOfAnotherSession, type Overwrite, overwritesIn, successionsIn } from './judgement.ts';
import type { LiveModelsRecord, Save } from './record.ts';
import type { LiveModelsState } from './scenario-state.ts';
import { readModel } from './world.ts';

type Claim = Property<LiveModelsState>;

/** No page overwrites the model of a session under `condition`. */
function noOverwrite(condition: Condition, says: string): Claim {
  return {
    name: `no-overwrite-${condition}`,
    kind: 'safety',
    level: 'documented',
    says,
    when: 'quiescence',
    applies: ({ record }) => isMet(record, condition),
    judge: ({ record }) => first(record, (overwrite) => overwrite.condition === condition && !overwrite.isAccepted),
  };
}

/** The same for who wants nothing to change but by a user's action. */
function noOverwriteStrict(condition: Condition, says: string): Claim {
  return {
    ...noOverwrite(condition, says),
    name: `no-overwrite-${condition}-strict`,
    level: 'strict',
    judge: ({ record }) => first(record, (overwrite) => overwrite.condition === condition),
  };
}

function first(record: LiveModelsRecord, isWanted: (overwrite: Overwrite) => boolean): Evidence | undefined {
  const overwrite = overwritesIn(record).find(isWanted);
  return overwrite === undefined ? undefined : evidenceOf(overwrite.save);
}

function evidenceOf({ tab, session, model, chosen, step, at }: Save): Evidence {
  const message = `${tab.name} saved ${model} for ${session} at ${at} ms; its user had chosen ${chosen}`;
  return { message, steps: [step] };
}

const userPickWins: Claim = {
  name: 'user-pick-wins',
  kind: 'safety',
  level: 'strict',
  says: 'the model of a session on disk is the one that its user picked last',
  when: 'quiescence',
  applies: ({ record }) => record.picks.length > 0,
  judge({ record }, env) {
    for (const session of record.initial.keys()) {
      const pick = record.lastKeptPick(session);
      if (pick === undefined || readModel(env, session) === pick.model) continue;
      const saves = record.saves.filter((save) => save.session === session);
      return {
        message: `${session}: the user picked ${pick.model}, on disk is ${readModel(env, session)}`,
        steps: [pick.step, ...saves.map(({ step }) => step)],
      };
    }
    return undefined;
  },
};

const otherSessionsUntouched: Claim = {
  name: 'other-sessions-untouched',
  kind: 'safety',
  level: 'strict',
  says: 'what happens in one session changes the model of no other',
  when: 'quiescence',
  applies: ({ record }) => successionsIn(record).length > 0,
  judge({ record }) {
    const save = record.saves.find((save) => isOfAnotherSession(record, save));
    return save === undefined ? undefined : evidenceOf(save);
  },
};

export const OVERWRITE_PROPERTIES: readonly Claim[] = [
  noOverwrite(
    'live-answers',
    'no page overwrites the model of a session while the live list that has it is on its way',
  ),
  noOverwrite('before-list', 'no page overwrites the model of a session before it has any list of models'),
  noOverwrite(
    'fetch-fails',
    'no page overwrites the model of a session before the fetch of the live list has failed to bring it',
  ),
  noOverwriteStrict('fetch-fails', 'no page overwrites the model of a session because the live list cannot be had'),
  noOverwrite(
    'provider-changes',
    'no page overwrites the model of a session because another provider than its own is, or was, the active one',
  ),
  noOverwrite(
    'overlapping-fetches',
    'no page overwrites the model of a session because one fetch of its live list failed while another one gets it',
  ),
  noOverwrite(
    'stale-cache',
    'when a kept list lacks the model of a session, a page saves at most the first model instead',
  ),
  noOverwriteStrict('stale-cache', 'no page overwrites the model of a session because a list that it kept lacks it'),
  userPickWins,
  otherSessionsUntouched,
];
