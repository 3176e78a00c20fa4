import type { Evidence, Property } from '../../harness/index.ts';
import { isPrefix, startChain, untried } from './expected-chain.ts';
import type { FallbackRecord, MessageRecord } from './record.ts';
import { reloadNotMidRunAndAppliedAfter, revisionDue } from './reload-property.ts';
import { SERVICE_PROPERTIES } from './service-properties.ts';

type Claim = Property<FallbackRecord>;

/** The first message for which `judge` finds something. */
function everyMessage(judge: (record: FallbackRecord, message: MessageRecord) => Evidence | undefined): Claim['judge'] {
  return (record) => {
    for (const message of record.messages) {
      const evidence = judge(record, message);
      if (evidence !== undefined) return evidence;
    }
    return undefined;
  };
}

/** A candidate of the run failed while the chain that it began with had another one, and the run was not cut off then. */
function hadOthersLeft(record: FallbackRecord, message: MessageRecord): boolean {
  const { decisions, outcome } = message;
  return outcome !== 'cut off' && decisions.some(({ attempts }) => untried(record, message, attempts).length > 0);
}

function modelsOf({ attempts }: MessageRecord): string {
  return attempts.map(({ model }) => model).join(', ');
}

const nextNeverNone: Claim = {
  name: 'next-never-none-while-untried',
  kind: 'safety',
  level: 'documented',
  says: 'unless a restart cuts the run off, no failed candidate is followed by next=none while the chain that it began with has an untried one',
  when: 'quiescence',
  applies: (record) => record.messages.some((message) => hadOthersLeft(record, message)),
  judge: everyMessage((record, message) => {
    // Who is cut off while it looks for a next model may look into the new config. Nothing comes of what it finds there.
    if (message.outcome === 'cut off') return undefined;
    for (const { candidate, reason, next, attempts, step } of message.decisions) {
      if (next !== null) continue;
      const left = untried(record, message, attempts);
      if (left.length === 0) continue;
      const text = `${message.run}: ${candidate} failed (${reason}) with next=none; untried: ${left.join(', ')}`;
      return { message: text, steps: [step] };
    }
    return undefined;
  }),
};

const noCandidateTwice: Claim = {
  name: 'no-candidate-twice',
  kind: 'safety',
  level: 'strict',
  says: 'no run attempts a model a second time after it failed',
  when: 'quiescence',
  applies: ({ messages }) => messages.some(({ decisions }) => decisions.length > 0),
  judge: everyMessage((_record, message) => {
    const { attempts } = message;
    const again = attempts.find(({ model }, i) => attempts.findIndex((first) => first.model === model) < i);
    if (again === undefined) return undefined;
    return { message: `${message.run} attempted ${again.model} twice: ${modelsOf(message)}`, steps: [again.step] };
  }),
};

/** Our policy: the report and the maintainers ask that no model be missed, not in which order, nor of which config. */
const attemptsFollowStartChain: Claim = {
  name: 'attempts-follow-start-chain',
  kind: 'safety',
  level: 'strict',
  says: 'a run attempts models in the order of the chain that was in force when it began',
  when: 'quiescence',
  judge: everyMessage((record, message) => {
    const { attempts, run } = message;
    const chain = startChain(record, message);
    if (isPrefix(attempts, chain)) return undefined;
    const steps = attempts.map(({ step }) => step);
    return { message: `${run} began with ${chain.join(', ')} and attempted ${modelsOf(message)}`, steps };
  }),
};

const userPinStrict: Claim = {
  name: 'user-pin-strict',
  kind: 'safety',
  level: 'documented',
  says: 'a session whose model the user chose uses no other model',
  when: 'quiescence',
  applies: ({ messages }) => messages.some(({ pin, attempts }) => pin?.by === 'user' && attempts.length > 0),
  judge: everyMessage((_record, { pin, attempts, run }) => {
    if (pin?.by !== 'user') return undefined;
    const stray = attempts.find(({ model }) => model !== pin.model);
    if (stray === undefined) return undefined;
    return { message: `${run} attempted ${stray.model}; the user chose ${pin.model}`, steps: [stray.step] };
  }),
};

const followUpUsesNewConfig: Claim = {
  name: 'follow-up-uses-new-config',
  kind: 'safety',
  level: 'documented',
  says: 'a message that comes once a config change must be in force runs on the models of the new config',
  when: 'quiescence',
  applies: (record) =>
    record.messages.some(({ accepted, attempts }) => attempts.length > 0 && revisionDue(record, accepted) > 1),
  judge: everyMessage((record, message) => {
    const revision = revisionDue(record, message.accepted);
    if (revision <= 1) return undefined;
    const models = new Set(modelsSince(record, message, Math.max(revision, message.revision)));
    const stray = message.attempts.find(({ model }) => !models.has(model));
    if (stray === undefined) return undefined;
    const text = `${message.run} came with revision ${revision} in force (${[...models].join(', ')}) and attempted ${stray.model}`;
    return { message: text, steps: [message.accepted.step, stray.step] };
  }),
};

/**
 * What a run may attempt when `revision` is in force, in whatever order and also of a still newer config: that it keeps to
 * one config is for `attempts-follow-start-chain` to judge. A model that the user chose need not be configured.
 */
function modelsSince(record: FallbackRecord, message: MessageRecord, revision: number): readonly string[] {
  const newer = record.changes.filter((change) => change.revision >= revision);
  return [...startChain(record, message, revision), ...newer.flatMap(({ chains }) => chains[message.agent] ?? [])];
}

const autoPinKeepsFallbacks: Claim = {
  name: 'auto-pin-keeps-fallbacks',
  kind: 'safety',
  level: 'documented',
  says: 'a run of a session that a fallback pinned tells the user of failure only when its whole chain has failed',
  when: 'quiescence',
  applies: (record) => record.messages.some((message) => isPinnedByFallback(message) && hadOthersLeft(record, message)),
  judge: everyMessage((record, message) => {
    if (message.outcome !== 'failed' || !isPinnedByFallback(message)) return undefined;
    const left = untried(record, message, message.attempts.length);
    if (left.length === 0) return undefined;
    const text = `${message.run} of an automatically pinned session gave up; untried: ${left.join(', ')}`;
    return { message: text, steps: message.ended === null ? [] : [message.ended.step] };
  }),
};

function isPinnedByFallback({ pin, isDisturbed }: MessageRecord): boolean {
  return pin?.by === 'fallback' && !isDisturbed;
}

export const properties: readonly Claim[] = [
  nextNeverNone,
  noCandidateTwice,
  attemptsFollowStartChain,
  userPinStrict,
  reloadNotMidRunAndAppliedAfter,
  followUpUsesNewConfig,
  autoPinKeepsFallbacks,
  ...SERVICE_PROPERTIES,
];
