import type { Execution } from '../engine/execution.ts';
import { type Operation, stepLabel } from '../engine/operation.ts';
import type { StepObserver } from '../engine/step-observer.ts';
import { replayChoices } from '../strategies/replay-choices.ts';
import { type ExecutionInput, ExecutionRun } from './execution-run.ts';

/** What an execution did, step by step, as far as its trace hash depends on it. */
interface Trace {
  readonly labels: string[];
  readonly times: number[];
  readonly outcomes: number[];
}

/**
 * Executes each schedule twice and compares: awslabs/shuttle's check for uncontrolled nondeterminism. Code that keeps
 * something from one execution to the next, or asks something that no seam controls, is told apart from code with a
 * race. The second execution follows the choices of the first; equal trace hashes mean equal traces.
 */
export class DeterminismCheck implements StepObserver {
  private first: ExecutionRun | null = null;
  private before: Trace = emptyTrace();
  private trace: Trace = emptyTrace();
  private label = '';

  /** An execution is over: returns the one to make after it. */
  begin(first: ExecutionRun, input: ExecutionInput): ExecutionRun {
    const { execution } = first;
    this.first = first;
    this.before = this.trace;
    this.trace = emptyTrace();
    // Both write theirs to the same place, where the watchdog looks; those of the first are kept to be followed.
    const strategy = replayChoices(execution.choices.slice(0, execution.steps));
    return new ExecutionRun(input, { strategy, choices: execution.choices, observer: this, log: null });
  }

  /** The second execution is over. Null if it was as the first, else where it was not, in one line. */
  end(second: ExecutionRun): string | null {
    const first = this.first?.execution;
    const { execution } = second;
    const [before, after] = [this.before, this.trace];
    this.trace = emptyTrace();
    this.first = null;
    if (first === undefined) return null;
    const isSame = first.hash.low === execution.hash.low && first.hash.high === execution.hash.high;
    return isSame ? null : firstDifference(before, after);
  }

  stepChosen(_: Execution, operation: Operation): void {
    this.label = stepLabel(operation);
  }

  stepDone(execution: Execution): void {
    this.trace.labels.push(this.label);
    this.trace.times.push(execution.now);
    this.trace.outcomes.push(execution.outcome);
  }

  operationIssued(): void {}

  line(): void {}
}

function emptyTrace(): Trace {
  return { labels: [], times: [], outcomes: [] };
}

function firstDifference(first: Trace, second: Trace): string {
  const steps = Math.max(first.labels.length, second.labels.length);
  for (let at = 0; at < steps; at++) {
    const [label, again] = [first.labels[at], second.labels[at]];
    const step = `step ${at + 1}, ${label ?? 'none'}: the same choices`;
    if (label !== again) return `${step} led to ${again ?? 'no further step'} when executed again`;
    if (first.times[at] !== second.times[at]) {
      return `${step} led to it at ${first.times[at]} ms, and at ${second.times[at]} ms when executed again`;
    }
    if (first.outcomes[at] !== second.outcomes[at]) return `${step} led to another outcome of it when executed again`;
  }
  return `step ${steps}, ${first.labels.at(-1) ?? 'none'}: the same steps led to another ending or verdict when executed again`;
}
