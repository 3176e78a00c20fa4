import type { Property } from '../../harness/index.ts';
import type { StreamRecord, StreamsRecord, UpdateRecord } from './record.ts';

type Claim = Property<StreamsRecord>;

/** After the last stream that an update may wait for: time to connect the new provider, and to notice, in ms. */
const SLACK_MS = 1_000;
/** How long an update may wait for a stream that hangs, in ms. */
const HANG_MS_MAX = 60_000;

const oneProviderPerStream: Claim = {
  name: 'one-provider-per-stream',
  kind: 'safety',
  level: 'documented',
  says: 'every chunk of a stream comes from one provider',
  when: 'operation',
  judge({ streams }) {
    const mixed = streams.find(({ models }) => new Set(models).size > 1);
    return mixed === undefined
      ? undefined
      : { message: `${mixed.name} was answered by ${mixed.models.join(', ')}`, steps: [mixed.openedStep] };
  },
};

const updateTerminates: Claim = {
  name: 'update-terminates',
  kind: 'liveness',
  level: 'strict',
  says: 'an update waits for no stream that began after it, and for none that hangs for more than 60 s',
  when: 'quiescence',
  judge({ updates }, env) {
    for (const update of updates) {
      const due = dueAt(update);
      if (update.settledAt !== null && update.settledAt <= due) continue;
      const outcome =
        update.settledAt === null ? 'was never acknowledged' : `was acknowledged at ${update.settledAt} ms`;
      const until = update.settledAt ?? env.now;
      return {
        message: `the update to ${update.model} at ${update.startedAt} ms, due by ${due} ms, ${outcome} (seen until ${until} ms)`,
        steps: [update.startedStep],
      };
    }
    return undefined;
  },
};

/** When it must be done: after the streams that were open when it began, hung ones for a minute. */
function dueAt({ startedAt, openStreams }: UpdateRecord): number {
  const ends = openStreams.map(({ endedAt }) => endedAt ?? startedAt + HANG_MS_MAX);
  return Math.max(startedAt, ...ends) + SLACK_MS;
}

const lastUpdateWins: Claim = {
  name: 'last-update-wins',
  kind: 'safety',
  level: 'documented',
  says: 'once all updates are acknowledged, new streams get the provider of the one that was asked for last',
  when: 'quiescence',
  judge({ updates, current }) {
    const last = updates.at(-1);
    if (last === undefined || updates.some(({ settledAt }) => settledAt === null) || last.isFailed) return undefined;
    if (current() === last.model) return undefined;
    return {
      message: `the last update was to ${last.model}, and new streams get ${current()}`,
      steps: updates.map(({ startedStep }) => startedStep),
    };
  },
};

const newStreamsUseNewProvider: Claim = {
  name: 'new-streams-use-new-provider',
  kind: 'safety',
  level: 'documented',
  says: 'a stream that begins after an update was acknowledged is answered by its provider, or by a later one',
  when: 'quiescence',
  judge(record) {
    const old = record.streams.find((stream) => usesOldProvider(record, stream));
    return old === undefined
      ? undefined
      : {
          message: `${old.name} began after the update to ${record.acknowledged[old.acknowledged - 1]} and was answered by ${old.models[0]}`,
          steps: [old.openedStep],
        };
  },
};

/** The provider was replaced before the stream began, and neither that one nor one of a later update answered. */
function usesOldProvider({ updates }: StreamsRecord, { models, openedStep, acknowledged }: StreamRecord): boolean {
  const [first] = models;
  if (acknowledged === 0 || first === undefined) return false;
  const before = updates.filter(
    ({ settledStep, isFailed }) => settledStep !== null && settledStep < openedStep && !isFailed,
  );
  if (before.length === 0) return false;
  // Two updates at once may be acknowledged in either order: which of them stays is for last-update-wins to judge.
  const began = Math.min(...before.map(({ startedStep }) => startedStep));
  return !updates.some(({ model, startedStep }) => model === first && startedStep >= began);
}

export const properties: readonly Claim[] = [
  oneProviderPerStream,
  updateTerminates,
  lastUpdateWins,
  newStreamsUseNewProvider,
];
