import type { Env } from '../../harness/index.ts';
import { type Faults, type StreamEnd, type StreamPlan, textOf, type Workload } from './workload.ts';

/** A provider was asked for a stream, from a chunk on. */
export interface Ask {
  readonly model: string;
  readonly stream: string;
  readonly from: number;
  readonly step: number;
  /** The user had been told before that the stream is over. */
  readonly isLate: boolean;
}

/** A provider has said that it serves the model. */
export interface Confirmation {
  readonly model: string;
  readonly step: number;
}

export interface StreamRecord {
  readonly name: string;
  readonly openedAt: number;
  readonly openedStep: number;
  readonly plan: StreamPlan;
  /** What its providers do with it. */
  readonly end: StreamEnd;
  /** What the user read, a chunk each. */
  readonly texts: string[];
  /** Which model each chunk came from, by its text; a chunk that no provider sends has none. */
  readonly models: string[];
  endedAt: number | null;
  isWhole: boolean;
}

export interface UpdateRecord {
  readonly model: string;
  /** How long its provider takes to confirm the model, at most. */
  readonly connectMs: number;
  readonly startedAt: number;
  readonly startedStep: number;
  /** Streams open when it began. */
  readonly openStreams: readonly StreamRecord[];
  settledAt: number | null;
  settledStep: number | null;
  isFailed: boolean;
  /** What new streams would have got in the moment in which it was settled. */
  currentThen: string;
}

/** What users saw of their streams and administrators of their updates. */
export class StreamsRecord {
  readonly workload: Workload;
  readonly faults: Faults;
  readonly streams: StreamRecord[] = [];
  /** In the order in which they were asked for. */
  readonly updates: UpdateRecord[] = [];
  /** What reached the providers, in that order. */
  readonly asks: Ask[] = [];
  readonly confirmations: Confirmation[] = [];
  /** The most models that answered at one time: of the open streams, and the one for new streams. */
  modelsInUseMax = 1;
  /** The model that a stream that began now would get. */
  current: () => string = () => '';
  private readonly env: Env;

  constructor(env: Env, workload: Workload, faults: Faults) {
    this.env = env;
    this.workload = workload;
    this.faults = faults;
  }

  opened(name: string, position: number, plan: StreamPlan): StreamRecord {
    const { now, step } = this.env;
    const end = this.faults.ends[position] ?? 'done';
    const what = { name, plan, end, openedAt: now, openedStep: step };
    const stream: StreamRecord = { ...what, texts: [], models: [], endedAt: null, isWhole: false };
    this.streams.push(stream);
    return stream;
  }

  asked(model: string, name: string, from: number): void {
    const stream = this.streams.find((known) => known.name === name);
    const isLate = stream !== undefined && stream.endedAt !== null;
    this.asks.push({ model, stream: name, from, step: this.env.step, isLate });
  }

  confirmed(model: string): void {
    this.confirmations.push({ model, step: this.env.step });
  }

  gotChunk(stream: StreamRecord, text: string): void {
    stream.texts.push(text);
    const model = this.senderOf(stream, text);
    if (model !== undefined) stream.models.push(model);
    this.countModels();
  }

  /** The model that the text is from: one that was asked for the stream, and says this in some chunk of it. */
  private senderOf({ name, plan }: StreamRecord, text: string): string | undefined {
    const says = ({ model, from }: Ask): boolean =>
      Array.from({ length: plan.chunks - from }, (_, i) => textOf(model, from + i)).includes(text);
    return this.asks.find((ask) => ask.stream === name && says(ask))?.model;
  }

  ended(stream: StreamRecord, isWhole: boolean): void {
    stream.endedAt = this.env.now;
    stream.isWhole = isWhole;
  }

  updateBegan(model: string): UpdateRecord {
    // Which of the updates to one model is answered slowly is the provider's affair: it goes by order of arrival.
    const same = this.workload.updates.filter((plan) => plan.model === model);
    const record: UpdateRecord = {
      model,
      connectMs: Math.max(...same.map(({ connectMs }) => connectMs[1])),
      startedAt: this.env.now,
      startedStep: this.env.step,
      openStreams: this.streams.filter(({ endedAt }) => endedAt === null),
      settledAt: null,
      settledStep: null,
      isFailed: false,
      currentThen: '',
    };
    this.updates.push(record);
    return record;
  }

  updateSettled(update: UpdateRecord, isFailed: boolean): void {
    update.settledAt = this.env.now;
    update.settledStep = this.env.step;
    update.isFailed = isFailed;
    update.currentThen = this.current();
    this.countModels();
  }

  private countModels(): void {
    const inUse = new Set([this.current()]);
    for (const { models, endedAt } of this.streams) {
      const last = models.at(-1);
      if (endedAt === null && last !== undefined) inUse.add(last);
    }
    this.modelsInUseMax = Math.max(this.modelsInUseMax, inUse.size);
  }
}
