import { type DrainKind, drive, type Machine } from '../engine/drain.ts';
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

/**
 * Drives a machine to its end in slices. Within a slice nothing else of this process runs and the seams are armed;
 * between slices, which fall between executions, timers are real and other work has its turn.
 */
export async function driveInSlices(
  machine: SliceableMachine,
  options: { usesSeams: boolean; drain?: DrainKind; isStopped?: () => boolean },
): Promise<void> {
  let isFinished = false;
  while (!isFinished && options.isStopped?.() !== true) {
    let isArmed = false;
    let release = (): void => {};
    let endsAt = 0;
    let steps = 0;
    let lastSteps = 0;
    const begin = (): void => {
      isArmed = true;
      endsAt = realNow() + SLICE_MS;
      release = guardProcess((error) => machine.escaped(error));
      if (options.usesSeams) armSeams();
      machine.leaks?.arm();
    };
    /** Whether the time of this slice is up, asked now and then and between executions only. */
    const isOver = (made: number): boolean => {
      steps += made;
      if (steps < LOOK_STEPS || !machine.isBetweenExecutions) return false;
      steps = 0;
      return realNow() > endsAt;
    };
    const slice: Machine = {
      advance() {
        if (!isArmed) begin();
        if (isOver(1)) return false;
        if (machine.advance()) return true;
        isFinished = true;
        return false;
      },
      escaped: (error) => machine.escaped(error),
      ...(machine.advanceMany === undefined
        ? {}
        : {
            advanceMany(drain) {
              if (!isArmed) begin();
              if (isOver(lastSteps)) return 0;
              lastSteps = machine.advanceMany?.(drain) ?? 0;
              if (lastSteps === 0) isFinished = true;
              return lastSteps;
            },
          }),
    };
    try {
      await drive(slice, options.drain);
    } finally {
      if (isArmed) machine.leaks?.disarm();
      if (isArmed && options.usesSeams) disarmSeams();
      release();
    }
  }
}
