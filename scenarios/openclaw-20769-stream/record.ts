import type { Env } from '../../harness/index.ts';
import type { Faults, Workload } from './workload.ts';

export interface StreamRecord {
  readonly name: string;
  readonly openedAt: number;
  readonly openedStep: number;
  /** Which model each chunk came from, by its own account. */
  readonly models: string[];
  endedAt: number | null;
  isWhole: boolean;
}

export interface UpdateRecord {
  readonly model: string;
  readonly startedAt: number;
  readonly startedStep: number;
  /** Streams open when it began. */
  readonly openStreams: readonly StreamRecord[];
  settledAt: number | null;
  settledStep: number | null;
  isFailed: boolean;
}

/** What users saw of their streams and administrators of their updates. */
export class StreamsRecord {
  readonly workload: Workload;
  readonly faults: Faults;
  readonly streams: StreamRecord[] = [];
  /** In the order in which they were asked for. */
  readonly updates: UpdateRecord[] = [];
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

  opened(name: string): StreamRecord {
    const { now, step } = this.env;
    const stream = { name, openedAt: now, openedStep: step, models: [], endedAt: null, isWhole: false };
    this.streams.push(stream);
    return stream;
  }

  gotChunk(stream: StreamRecord, model: string): void {
    stream.models.push(model);
    this.countModels();
  }

  ended(stream: StreamRecord, isWhole: boolean): void {
    stream.endedAt = this.env.now;
    stream.isWhole = isWhole;
  }

  updateBegan(model: string): UpdateRecord {
    const record: UpdateRecord = {
      model,
      startedAt: this.env.now,
      startedStep: this.env.step,
      openStreams: this.streams.filter(({ endedAt }) => endedAt === null),
      settledAt: null,
      settledStep: null,
      isFailed: false,
    };
    this.updates.push(record);
    return record;
  }

  updateSettled(update: UpdateRecord, isFailed: boolean): void {
    update.settledAt = this.env.now;
    update.settledStep = this.env.step;
    update.isFailed = isFailed;
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
