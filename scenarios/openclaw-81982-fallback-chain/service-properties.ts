import type { Evidence, Property } from '../../harness/index.ts';
import { isPrefix, startChain } from './expected-chain.ts';
import { pinOnDisk } from './pin-on-disk.ts';
import type { FallbackRecord, MessageRecord } from './record.ts';

/** What becomes of messages and sessions, however their runs went about it. */

type Claim = Property<FallbackRecord>;

const runIsAnswered: Claim = {
  name: 'run-is-answered',
  kind: 'liveness',
  level: 'documented',
  says: 'a run that no restart at the cap cuts off is answered, unless every model of the chain that it began with has failed',
  when: 'quiescence',
  judge: (record) => {
    for (const message of record.messages) {
      if (message.outcome !== 'failed' || message.isDisturbed) continue;
      const left = notFailed(record, message);
      if (left.length === 0) continue;
      return { message: `${message.run} failed; not known to fail: ${left.join(', ')}`, steps: stepsOf(message) };
    }
    return undefined;
  },
};

/** Attempted or not: a model in the midst of its answer has not failed either. */
function notFailed(record: FallbackRecord, message: MessageRecord): readonly string[] {
  const failed = new Set(message.decisions.map(({ candidate }) => candidate));
  return startChain(record, message).filter((model) => !failed.has(model));
}

const runIsFinished: Claim = {
  name: 'run-is-finished',
  kind: 'liveness',
  level: 'strict',
  says: 'a message is answered or refused within the time that all models take together, and 10 s',
  when: 'quiescence',
  judge: (record) => {
    for (const message of record.messages) {
      const evidence = judgeEnd(record, message);
      if (evidence !== undefined) return evidence;
    }
    return undefined;
  },
};

function judgeEnd({ runMsMax }: FallbackRecord, message: MessageRecord): Evidence | undefined {
  const { session, accepted, ended } = message;
  const came = `the message to ${session} of ${accepted.at} ms`;
  if (ended === null) return Number.isFinite(runMsMax) ? { message: `${came} was never answered` } : undefined;
  const took = ended.at - accepted.at;
  if (took <= runMsMax) return undefined;
  return { message: `${came} was answered after ${took} ms (bound ${runMsMax} ms)`, steps: stepsOf(message) };
}

const sessionPinKept: Claim = {
  name: 'session-pin-kept',
  kind: 'safety',
  level: 'documented',
  says: 'at the end a session is held to the model that its user chose, or the last fallback of runs that kept to their chains, and its entry says which',
  when: 'quiescence',
  applies: ({ messages, pins }) => [...messages.map(({ pin }) => pin), ...pins.values()].some((pin) => pin !== null),
  judge: (record, env) => {
    for (const [session, pin] of record.pins) {
      // What a fallback chose outside the chain nobody can say: that is for attempts-follow-start-chain to judge.
      const isOwn = pin?.by === 'user';
      if (!isOwn && record.messages.some((each) => each.session === session && hasStrayed(record, each))) continue;
      const found = pinOnDisk(env, session);
      if (found?.by === pin?.by && found?.model === pin?.model) continue;
      return { message: `${session} is ${textOf(found)}, and should be ${textOf(pin)}` };
    }
    return undefined;
  },
};

function hasStrayed(record: FallbackRecord, message: MessageRecord): boolean {
  return !isPrefix(message.attempts, startChain(record, message));
}

function textOf(pin: { readonly by: string; readonly model: string } | null): string {
  return pin === null ? 'not pinned' : `pinned to ${pin.model} by its ${pin.by}`;
}

function stepsOf({ accepted, ended }: MessageRecord): number[] {
  return ended === null ? [accepted.step] : [accepted.step, ended.step];
}

export const SERVICE_PROPERTIES: readonly Claim[] = [runIsAnswered, runIsFinished, sessionPinKept];
