import type { Beat } from '../../run/beat.ts';

/** Choices that fit the shared memory: the largest `stepsMax` that the command accepts. */
export const CHOICES_MAX = 1_000_000;

// Layout of the memory: these cells, then the choices of `Beat`, ended by -1.
const CELL_STOP = 0;
const CELL_BEATS = 1;
const CELL_ORDINAL = 2;
/** 1 once the scenario is loaded: until then slow loading is no sign of a step that never returns. */
const CELL_LOADED = 3;
const CELL_JOB = 4;
const CELLS = 5;

/**
 * Memory that a worker thread shares with its supervisor: how far the thread is, readable while it is stuck, and the
 * supervisor's wish that it stops.
 */
export class Marks {
  readonly shared: SharedArrayBuffer;
  private readonly cells: Int32Array;

  constructor(shared: SharedArrayBuffer = new SharedArrayBuffer((CELLS + CHOICES_MAX + 1) * 4)) {
    this.shared = shared;
    this.cells = new Int32Array(shared);
  }

  // The supervisor's side.

  /** Before each request: what an earlier one left is no sign of life. */
  reset(): void {
    Atomics.store(this.cells, CELL_LOADED, 0);
    Atomics.store(this.cells, CELL_JOB, -1);
    this.cells[CELLS] = -1;
  }

  requestStop(): void {
    Atomics.store(this.cells, CELL_STOP, 1);
  }

  clearStop(): void {
    Atomics.store(this.cells, CELL_STOP, 0);
  }

  /** Changes whenever an execution begins or a step is chosen. */
  get position(): string {
    const { cells } = this;
    return `${Atomics.load(cells, CELL_LOADED)}:${Atomics.load(cells, CELL_BEATS)}:${this.choiceCount}`;
  }

  get isLoaded(): boolean {
    return Atomics.load(this.cells, CELL_LOADED) === 1;
  }

  /** The job in progress, -1 before the first. */
  get job(): number {
    return Atomics.load(this.cells, CELL_JOB);
  }

  /** Position in its job of the execution in progress. */
  get ordinal(): number {
    return Atomics.load(this.cells, CELL_ORDINAL);
  }

  /** The choices of the execution in progress. */
  get choices(): readonly number[] {
    return Array.from(this.cells.subarray(CELLS, CELLS + this.choiceCount));
  }

  private get choiceCount(): number {
    const end = this.cells.indexOf(-1, CELLS);
    return end < 0 ? 0 : end - CELLS;
  }

  // The worker's side.

  loaded(): void {
    Atomics.store(this.cells, CELL_LOADED, 1);
  }

  jobBegins(index: number): void {
    // Until its first execution begins, the marks must not be those of another job's.
    this.cells[CELL_ORDINAL] = 0;
    this.cells[CELLS] = -1;
    Atomics.store(this.cells, CELL_JOB, index);
  }

  get isStopRequested(): boolean {
    return Atomics.load(this.cells, CELL_STOP) === 1;
  }

  /** Where executions leave their marks. */
  get beat(): Beat {
    const { cells } = this;
    return {
      executionBegins(ordinal) {
        cells[CELL_ORDINAL] = ordinal;
        Atomics.add(cells, CELL_BEATS, 1);
      },
      choices: cells.subarray(CELLS),
    };
  }
}
