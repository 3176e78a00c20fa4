import type { Property } from '../../harness/index.ts';
import type { Ask, StreamRecord, StreamsRecord, UpdateRecord } from './record.ts';
import { OPUS, textOf } from './workload.ts';

type Claim = Property<StreamsRecord>;

const streamIsWhole: Claim = {
  name: 'stream-is-whole',
  kind: 'liveness',
  level: 'documented',
  says: 'a stream is every chunk that its providers sent, in order and once, up to the last, unless the network cuts it',
  when: 'quiescence',
  applies: ({ streams }) => streams.some(({ end }) => end === 'done'),
  judge({ streams, asks }) {
    for (const stream of streams) {
      const wrong = whatIsWrong(stream, asks);
      if (wrong !== undefined) return { message: `${stream.name} ${wrong}`, steps: [stream.openedStep] };
    }
    return undefined;
  },
};

function whatIsWrong(
  { name, plan, end, texts, endedAt, isWhole }: StreamRecord,
  asks: readonly Ask[],
): string | undefined {
  const isSent = (text: string, index: number): boolean =>
    asks.some(({ stream, model, from }) => stream === name && from <= index && text === textOf(model, index));
  const wrong = texts.findIndex((text, index) => !isSent(text, index));
  if (wrong >= 0) return `has as chunk ${wrong + 1} '${texts[wrong]}', which no provider sent there`;
  const got = `${texts.length} of ${plan.chunks} chunks`;
  // Where a provider breaks off, an error is all that is asked for: but an error it must be.
  if (isWhole) return texts.length === plan.chunks ? undefined : `was said to be over after ${got}`;
  if (end !== 'done') return undefined;
  return endedAt === null ? `never ended: ${got}` : `failed after ${got}, and its providers did not`;
}

/** A provider that takes longer to confirm its model may be given up, in ms. */
const PATIENCE_MS = 30_000;

const updateIsApplied: Claim = {
  name: 'update-is-applied',
  kind: 'safety',
  level: 'documented',
  says: 'an update that is acknowledged is in force by then, or overtaken by another; one whose provider confirms it within 30 s does not fail',
  when: 'quiescence',
  judge(record) {
    for (const update of record.updates) {
      if (update.settledAt === null) continue;
      const wrong = update.isFailed ? whyItNeedNotFail(update, record) : whyItIsNotDone(update, record);
      if (wrong === undefined) continue;
      return { message: `the update to ${update.model} ${wrong}`, steps: [update.startedStep] };
    }
    return undefined;
  },
};

function whyItNeedNotFail(update: UpdateRecord, { updates, workload, faults }: StreamsRecord): string | undefined {
  // Updates are asked of a provider in order of arrival: which of those to one model was refused is the provider's affair.
  if (faults.refused.some((index) => workload.updates[index]?.model === update.model)) return undefined;
  if (update.connectMs > PATIENCE_MS) return undefined;
  // To give way to a later one that is carried out is as good as to be overtaken by it.
  const later = updates.slice(updates.indexOf(update) + 1);
  if (later.some((other) => isBeside(update, other) && other.settledAt !== null && !other.isFailed)) return undefined;
  return 'failed, and its provider serves the model';
}

/** Of updates at the same time any may be in force: which of them stays is for last-update-wins to judge. */
function whyItIsNotDone(update: UpdateRecord, { updates, confirmations }: StreamsRecord): string | undefined {
  const inForce = update.currentThen;
  if (!updates.some((other) => other.model === inForce && isBeside(update, other))) {
    return `was acknowledged while new streams got ${inForce}`;
  }
  if (update.model === OPUS || confirmations.some(({ model }) => model === update.model)) return undefined;
  return 'was acknowledged, and its provider has never said that it serves the model';
}

function isBeside(one: UpdateRecord, other: UpdateRecord): boolean {
  return one.startedStep <= (other.settledStep ?? Infinity) && other.startedStep <= (one.settledStep ?? Infinity);
}

const onlyConfirmedProviders: Claim = {
  name: 'only-confirmed-providers',
  kind: 'safety',
  level: 'strict',
  says: 'streams are answered by the first provider, or one that has confirmed its model before; a failed update leaves no trace',
  when: 'quiescence',
  applies: ({ updates }) => updates.some(({ model }) => model !== OPUS),
  judge(record) {
    const { asks, confirmations, updates } = record;
    const early = asks.find(
      ({ model, step }) =>
        model !== OPUS && !confirmations.some((other) => other.model === model && other.step <= step),
    );
    if (early !== undefined) {
      return { message: `${early.stream} was sent to ${early.model}, which has not confirmed it`, steps: [early.step] };
    }
    const left = record.current();
    if (left === OPUS || updates.some(({ model, isFailed }) => model === left && !isFailed)) return undefined;
    return { message: `new streams get ${left}, and every update to it failed` };
  },
};

const askedOnce: Claim = {
  name: 'asked-once',
  kind: 'safety',
  level: 'strict',
  says: 'a provider is not asked twice for the same chunks of a stream, nor for a stream that is over, nor twice for one update',
  when: 'quiescence',
  judge({ asks, confirmations, updates, streams }) {
    for (const [at, ask] of asks.entries()) {
      // After a cut, or for one that hangs, another attempt is fair.
      if (streams.find(({ name }) => name === ask.stream)?.end !== 'done') continue;
      const { model, stream, from, step } = ask;
      if (ask.isLate) return { message: `${model} was asked for ${stream} when that was over`, steps: [step] };
      const isAgain = (other: Ask): boolean => other.model === model && other.stream === stream && other.from >= from;
      const first = asks.slice(0, at).find(isAgain);
      if (first === undefined) continue;
      return { message: `${model} was asked twice for ${stream} from chunk ${from + 1} on`, steps: [first.step, step] };
    }
    const again = confirmations.find(({ model }) => countOf(confirmations, model) > countOf(updates, model));
    if (again === undefined) return undefined;
    const [done, wanted] = [countOf(confirmations, again.model), countOf(updates, again.model)];
    return { message: `${again.model} confirmed its model ${done} times for ${wanted} updates`, steps: [again.step] };
  },
};

function countOf(of: readonly { readonly model: string }[], model: string): number {
  return of.filter((one) => one.model === model).length;
}

/** What becomes of the work: without these, doing none of it would hold everything. */
export const workProperties: readonly Claim[] = [streamIsWhole, updateIsApplied, onlyConfirmedProviders, askedOnce];
