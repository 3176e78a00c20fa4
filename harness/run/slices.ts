import { setCurrentExecution } from '../engine/current-execution.ts';
import { type DrainKind, type DrainStep, drive, type Machine } from '../engine/drain.ts';
import { armSeams, disarmSeams } from '../seams/install.ts';
import { realNow } from '../seams/timers/clock.ts';
import { guardProcess } from './guard-process.ts';
import type { LeakWatch } from './leak-watch.ts';

/** Real milliseconds after which a slice ends: long against its set-up (0.1 ms), short against a person's patience. */
const SLICE_MS = 50;

/** Steps between two looks at the real clock: a look costs as much as a step. */
const LOOK_STEPS = 64;

/** A machine that knows when it may be interrupted. */
export interface SliceableMachine extends Machine {
  readonly isBetweenExecutions: boolean;
  /** Sees what escapes the seams. */
  readonly leaks?: LeakWatch;
}

interface DriveOptions {
  readonly usesSeams: boolean;
  readonly drain?: DrainKind;
  /** Asked between slices; true ends the drive before the machine's own end. */
  readonly isStopped?: () => boolean;
}

/**
 * Drives a machine to its end in slices. Within a slice nothing else of this process runs and the seams are armed;
 * between slices, which fall between executions, timers are real and other work has its turn.
 */
export async function driveInSlices(machine: SliceableMachine, options: DriveOptions): Promise<void> {
  let isFinished = false;
  while (!isFinished && options.isStopped?.() !== true) {
    const slice = new Slice(machine, options.usesSeams);
    try {
      await drive(machine.advanceMany === undefined ? slice : withMany(slice), options.drain);
    } finally {
      slice.end();
    }
    isFinished = slice.isFinished;
  }
}

/** The machine for as long as a slice lasts: it says that it is finished when the slice is over, too. */
class Slice implements Machine {
  /** Whether the machine itself came to its end. */
  isFinished = false;
  private readonly machine: SliceableMachine;
  private readonly usesSeams: boolean;
  private isArmed = false;
  private release: () => void = () => {};
  /** On the real clock, in ms. */
  private endsAt = 0;
  /** Since the real clock was looked at. */
  private steps = 0;
  private lastSteps = 0;

  constructor(machine: SliceableMachine, usesSeams: boolean) {
    this.machine = machine;
    this.usesSeams = usesSeams;
  }

  advance(): boolean {
    if (!this.isArmed) this.begin();
    if (this.isOver(1)) return false;
    if (this.machine.advance()) return true;
    this.isFinished = true;
    return false;
  }

  many(drain: DrainStep): number {
    if (!this.isArmed) this.begin();
    if (this.isOver(this.lastSteps)) return 0;
    this.lastSteps = this.machine.advanceMany?.(drain) ?? 0;
    if (this.lastSteps === 0) this.isFinished = true;
    return this.lastSteps;
  }

  escaped(error: unknown): void {
    this.machine.escaped(error);
  }

  end(): void {
    if (!this.isArmed) return;
    setCurrentExecution(null);
    this.machine.leaks?.disarm();
    if (this.usesSeams) disarmSeams();
    this.release();
  }

  /** Not before the drain has begun: until then the thread belongs to others. */
  private begin(): void {
    this.isArmed = true;
    this.endsAt = realNow() + SLICE_MS;
    this.release = guardProcess((error) => this.machine.escaped(error));
    if (this.usesSeams) armSeams();
    this.machine.leaks?.arm();
  }

  /** Whether the time of this slice is up, asked every LOOK_STEPS steps and between executions only. */
  private isOver(made: number): boolean {
    this.steps += made;
    if (this.steps < LOOK_STEPS || !this.machine.isBetweenExecutions) return false;
    this.steps = 0;
    return realNow() > this.endsAt;
  }
}

/** For a machine that advances many times at once: the drain asks for that by whether the method is there. */
function withMany(slice: Slice): Machine {
  return {
    advance: () => slice.advance(),
    advanceMany: (drain) => slice.many(drain),
    escaped: (error) => slice.escaped(error),
  };
}
