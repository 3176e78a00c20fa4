import { setCurrentExecution } from '../engine/current-execution.ts';
import { type DrainKind, type DrainStep, drive, type Machine } from '../engine/drain.ts';
import { internalError, type RacelineError } from '../engine/errors.ts';
import { requireRealTimers } from '../engine/fake-timers.ts';
import { armSeams, disarmSeams } from '../seams/install.ts';
import { realNow } from '../seams/timers/clock.ts';
import { removeFolderOfThread } from '../world/real-disk/folders.ts';
import { beginWatch, mend, whatIsFrozen } from './damage/damage.ts';
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
  /**
   * Something made the engine fail, or was changed that it needs: no verdict may rest on what was executed. There may be a slice
   * left to end. A machine without this method fails with the error.
   */
  doubted?(error: RacelineError): void;
}

interface DriveOptions {
  readonly usesSeams: boolean;
  readonly drain?: DrainKind;
  /** Nobody but the code under test has had a turn to speak of since the slice before: what is changed is its doing. */
  readonly continues?: boolean;
  /** Asked between slices; true ends the drive before the machine's own end. */
  readonly isStopped?: () => boolean;
}

/**
 * Drives a machine to its end in slices. Within a slice nothing else of this process runs and the seams are armed;
 * between slices, which fall between executions, timers are real and other work has its turn.
 */
export async function driveInSlices(machine: SliceableMachine, options: DriveOptions): Promise<void> {
  requireRealTimers();
  let isFinished = false;
  let continues = options.continues === true;
  while (!isFinished && options.isStopped?.() !== true) {
    const slice = new Slice(machine, options.usesSeams, continues);
    try {
      await drive(machine.advanceMany === undefined ? slice : withMany(slice), options.drain);
    } finally {
      slice.end();
      removeFolderOfThread();
    }
    isFinished = slice.isFinished;
    continues = true;
  }
}

/** The machine for as long as a slice lasts: it says that it is finished when the slice is over, too. */
class Slice implements Machine {
  /** Whether the machine itself came to its end. */
  isFinished = false;
  /** The engine did; what is left of the step in progress may still run. */
  private hasFailed = false;
  private readonly machine: SliceableMachine;
  private readonly usesSeams: boolean;
  private readonly continues: boolean;
  private isArmed = false;
  private release: () => void = () => {};
  /** On the real clock, in ms. */
  private endsAt = 0;
  /** Since the real clock was looked at. */
  private steps = 0;
  private lastSteps = 0;

  constructor(machine: SliceableMachine, usesSeams: boolean, continues: boolean) {
    this.machine = machine;
    this.continues = continues;
    this.usesSeams = usesSeams;
  }

  advance(): boolean {
    try {
      if (!this.isArmed) this.begin();
      if (this.hasFailed) this.isFinished = true;
      if (this.hasFailed || this.isOver(1)) return false;
      if (this.machine.advance()) return true;
    } catch (error) {
      this.failed(error);
      // What is left of the step is still to run, if not to say anything.
      return true;
    }
    this.isFinished = true;
    return false;
  }

  many(drain: DrainStep): number {
    try {
      if (!this.isArmed) this.begin();
      if (this.isOver(this.lastSteps)) return 0;
      this.lastSteps = this.machine.advanceMany?.(drain) ?? 0;
    } catch (error) {
      this.failed(error);
      drain(this);
    }
    if (this.lastSteps === 0 || this.hasFailed) this.isFinished = true;
    return this.isFinished ? 0 : this.lastSteps;
  }

  escaped(error: unknown): void {
    try {
      this.machine.escaped(error);
    } catch (failure) {
      // Whoever tells of it is Node: what is thrown at it ends the process.
      this.failed(failure);
    }
  }

  /** Whatever of it fails, the rest is done: the process belongs to others again. */
  end(): void {
    if (!this.isArmed) return;
    const damage = mend();
    setCurrentExecution(null);
    let failure: RacelineError | null = null;
    for (const undo of [() => this.machine.leaks?.disarm(), () => this.disarm(), this.release]) {
      try {
        undo();
      } catch (error) {
        failure ??= whatIsFrozen() ?? internalError(error);
      }
    }
    const doubt = damage ?? failure;
    if (doubt !== null) this.doubt(doubt);
  }

  private disarm(): void {
    if (this.usesSeams) disarmSeams();
  }

  /** Not before the drain has begun: until then the thread belongs to others. */
  private begin(): void {
    this.isArmed = true;
    this.endsAt = realNow() + SLICE_MS;
    try {
      if (this.usesSeams) armSeams();
      // After the seams, which the first time put functions of their own into the process.
      this.release = guardProcess((error) => this.escaped(error));
    } catch (error) {
      throw whatIsFrozen() ?? error;
    }
    this.machine.leaks?.arm();
    const broken = beginWatch(this.continues);
    if (broken !== null) this.doubt(broken);
  }

  /** Puts back what was damaged, before anything else is called. A mistake of the user's is thrown, and ends the run. */
  private failed(error: unknown): void {
    const damage = mend();
    const doubt = damage ?? internalError(error);
    if (doubt === null) throw error;
    this.hasFailed = true;
    this.doubt(doubt);
  }

  private doubt(error: RacelineError): void {
    if (this.machine.doubted === undefined) throw error;
    this.machine.doubted(error);
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
