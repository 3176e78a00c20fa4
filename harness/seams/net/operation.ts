import { type Actor, DELIVERY, type Footprint, Operation } from '../../engine/operation.ts';
import type { Lane, SimProcess } from '../../engine/process.ts';
import { type Kind, resourceNamed } from '../../engine/resource.ts';
import { describeResult } from './results.ts';

/** How long a process may take to be told of what the kernel already has, in ms: its event loop is busy. */
export const LOOPBACK_MS_MAX = 10;

/** How an operation of a socket differs from the usual. */
export interface SocketOperationOptions {
  /** In ms from now. Default: 0 to LOOPBACK_MS_MAX. */
  readonly window?: readonly [number, number];
  readonly lane?: Lane;
  readonly holdsProcess?: boolean;
}

/** The loop's closing phase, which follows the check phase at once. */
export function closingPhase({ immediates }: SimProcess): SocketOperationOptions {
  return { window: [0, 0], lane: immediates };
}

/** What a process is told of one of its sockets: `server/3000.1#2 receive tcp:3000/1>`. */
export class SocketOperation extends Operation {
  private readonly run: () => number;
  private result = 0;

  /** `run` says what it came to: bytes, or an error number. It must not throw. */
  constructor(actor: Actor, kind: Kind, resource: string, run: () => number, options: SocketOperationOptions = {}) {
    const { now } = actor.execution;
    const [from, to] = options.window ?? [0, LOOPBACK_MS_MAX];
    super(actor, kind, resourceNamed(resource), DELIVERY, now + from, now + to);
    this.run = run;
    this.lane = options.lane ?? null;
    this.holdsProcess = options.holdsProcess ?? true;
  }

  override deliver(): void {
    this.result = this.run();
  }

  /** Bytes are part of what happened: a trace in which two writes arrived as one is another. */
  override outcome(): number {
    return this.result;
  }

  override footprint(): Footprint {
    return { reads: [], writes: [this.resource.name] };
  }

  override describe(): string {
    return describeResult(this.kind.name, this.result);
  }
}
