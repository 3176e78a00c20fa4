import type { Property } from '../../harness/index.ts';
import type { StreamRecord, StreamsRecord, UpdateRecord } from './record.ts';
import { OPUS } from './workload.ts';

type Claim = Property<StreamsRecord>;

/** After what an update may wait for: time to notice, in ms. */
const SLACK_MS = 1_000;
/** How long an update may wait for a stream that hangs, or for a provider that does not confirm its model, in ms. */
const HANG_MS_MAX = 60_000;

const oneProviderPerStream: Claim = {
  name: 'one-provider-per-stream',
  kind: 'safety',
  level: 'documented',
  says: 'every chunk of a stream comes from one provider',
  when: 'operation',
  applies: (record) => switchesOf(record).some((update) => isUnderStreams(record, update)),
  judge({ streams }) {
    for (const { name, models, openedStep } of streams) {
      const at = models.findIndex((model) => model !== models[0]);
      if (at < 0) continue;
      return {
        message: `${name} began with ${models[0]}, and its chunk ${at + 1} came from ${models[at]}`,
        steps: [openedStep],
      };
    }
    return undefined;
  },
};

/** Updates after which new streams may get another model than before. */
function switchesOf({ updates }: StreamsRecord): UpdateRecord[] {
  return updates.filter(({ model }, i) =>
    [OPUS, ...updates.slice(0, i).map((before) => before.model)].some((before) => before !== model),
  );
}

/** A stream was open when the update began, or began while it was under way. */
function isUnderStreams({ streams }: StreamsRecord, { openStreams, startedStep, settledStep }: UpdateRecord): boolean {
  const until = settledStep ?? Infinity;
  return openStreams.length > 0 || streams.some(({ openedStep }) => openedStep > startedStep && openedStep < until);
}

const updateTerminates: Claim = {
  name: 'update-terminates',
  kind: 'liveness',
  level: 'strict',
  says: 'an update waits for no stream that began after it, and not more than 60 s for a stream that hangs or a provider',
  when: 'quiescence',
  judge({ updates }) {
    for (const update of updates) {
      const due = dueAt(update);
      if (update.settledAt !== null && update.settledAt <= due) continue;
      const outcome =
        update.settledAt === null ? 'was never acknowledged' : `was acknowledged at ${update.settledAt} ms`;
      return {
        message: `the update to ${update.model} at ${update.startedAt} ms, due by ${due} ms, ${outcome}`,
        steps: [update.startedStep],
      };
    }
    return undefined;
  },
};

/** When it must be done: after the streams that were open when it began and once its provider is there, a minute at most. */
function dueAt({ startedAt, openStreams, connectMs }: UpdateRecord): number {
  const ends = openStreams.map(({ endedAt }) => endedAt ?? startedAt + HANG_MS_MAX);
  return Math.max(startedAt + Math.min(connectMs, HANG_MS_MAX), ...ends) + SLACK_MS;
}

const lastUpdateWins: Claim = {
  name: 'last-update-wins',
  kind: 'safety',
  level: 'documented',
  says: 'once all updates are settled, new streams get the provider of the successful one that was asked for last',
  when: 'quiescence',
  applies: (record) => lastToStay(record) !== undefined && switchesOf(record).length > 0,
  judge(record) {
    const { updates, current } = record;
    const last = lastToStay(record);
    if (last === undefined || current() === last.model) return undefined;
    return {
      message: `the last update was to ${last.model}, and new streams get ${current()}`,
      steps: updates.map(({ startedStep }) => startedStep),
    };
  },
};

/** The successful update that was asked for last; undefined if there is none, or some update is not settled. */
function lastToStay({ updates }: StreamsRecord): UpdateRecord | undefined {
  if (updates.some(({ settledAt }) => settledAt === null)) return undefined;
  return updates.findLast(({ isFailed }) => !isFailed);
}

const newStreamsUseNewProvider: Claim = {
  name: 'new-streams-use-new-provider',
  kind: 'safety',
  level: 'documented',
  says: 'a stream that begins after an update was acknowledged gets its provider, or that of an update not before it',
  when: 'quiescence',
  applies(record) {
    const switches = switchesOf(record);
    return record.streams.some((stream) => switches.some((update) => isKnownBefore(update, stream)));
  },
  judge({ streams, updates }) {
    for (const stream of streams) {
      const missed = updates.find((update) => isMissed(update, stream, updates));
      if (missed === undefined) continue;
      return {
        message: `${stream.name} began after the update to ${missed.model} was acknowledged and got ${stream.models[0] ?? 'nobody'}`,
        steps: [missed.startedStep, stream.openedStep],
      };
    }
    return undefined;
  },
};

/**
 * Whether the stream should have known of the update and its first chunk came from a provider of before it. Of two
 * updates at the same time either may be the later one here: which of them stays is for last-update-wins to judge.
 */
function isMissed(update: UpdateRecord, stream: StreamRecord, updates: readonly UpdateRecord[]): boolean {
  if (!isKnownBefore(update, stream)) return false;
  return !updates.some(
    ({ model, settledStep }) =>
      model === stream.models[0] && (settledStep === null || settledStep >= update.startedStep),
  );
}

/** The update was acknowledged before the stream began, of which at least one chunk came, even if nobody sent it. */
function isKnownBefore({ settledStep, isFailed }: UpdateRecord, { openedStep, texts }: StreamRecord): boolean {
  return !isFailed && settledStep !== null && settledStep < openedStep && texts.length > 0;
}

export const properties: readonly Claim[] = [
  oneProviderPerStream,
  updateTerminates,
  lastUpdateWins,
  newStreamsUseNewProvider,
];
