import { defaultOrder } from '../engine/default-order.ts';
import { type ExecutionInput, ExecutionRun } from './execution-run.ts';

/** Why the same choices may lead to another execution, and what to do about it. */
export const KEEPS_SOMETHING: string =
  'the code keeps something from one execution to the next (reset module variables in setup), or asks what no seam ' +
  'controls; --check-determinism names the step';

/**
 * The default order of a job, made again at once and after all other executions. Every execution begins in the same world
 * but for one thing: variables of modules live as long as the thread. What the first one leaves there once and for all (a
 * package that has probed the disk) shows at once. What changes later than that makes executions mean something else,
 * mostly less: a queue that waits for what was killed, a counter.
 */
export class Repetition {
  private readonly input: ExecutionInput;
  private expected = '';
  private times = 0;
  /** Whether it went another way when it was made again at once. */
  isWarmed = false;

  /** Of executions of this input. */
  constructor(input: ExecutionInput) {
    this.input = { ...input };
  }

  /** Whether it has been made again. */
  get isSettled(): boolean {
    return this.times >= 2;
  }

  /** Whether it has been made after all others too. */
  get isDone(): boolean {
    return this.times === 3;
  }

  begin(choices: Int32Array): ExecutionRun {
    return new ExecutionRun(this.input, { strategy: defaultOrder, choices, observer: null, log: null });
  }

  /** Told of each time. Null if it was as before, else what to say of it. */
  end({ execution }: ExecutionRun): string | null {
    const before = this.expected;
    this.expected = execution.hash.digest();
    this.times++;
    if (this.times === 1 || this.expected === before) return null;
    if (this.isDone) return `the first execution went another way later; ${KEEPS_SOMETHING}`;
    this.isWarmed = true;
    return null;
  }
}
