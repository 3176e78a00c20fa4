import type { Env } from '../../harness/index.ts';
import type { Faults, Workload } from './workload.ts';

export interface StreamRecord {
  readonly name: string;
  readonly end: 'done' | 'cut' | 'hang';
  readonly openedAt: number;
  readonly openedStep: number;
  /** The updates acknowledged by then, as a count. */
  readonly acknowledged: number;
  readonly models: string[];
  endedAt: number | null;
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
  /** Models in the order in which their updates were acknowledged. */
  readonly acknowledged: string[] = [];
  /** What a stream that began now would get. */
  current: () => string = () => '';
  private readonly env: Env;

  constructor(env: Env, workload: Workload, faults: Faults) {
    this.env = env;
    this.workload = workload;
    this.faults = faults;
  }

  opened(name: string, end: StreamRecord['end']): StreamRecord {
    const { now, step } = this.env;
    const acknowledged = this.acknowledged.length;
    const stream = { name, end, openedAt: now, openedStep: step, acknowledged, models: [], endedAt: null };
    this.streams.push(stream);
    return stream;
  }

  ended(stream: StreamRecord): void {
    stream.endedAt = this.env.now;
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
    if (!isFailed) this.acknowledged.push(update.model);
  }
}
