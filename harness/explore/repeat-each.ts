import type { Scheduler } from '../engine/operation.ts';
import { type Operation, stepLabel } from '../engine/operation.ts';
import type { StepObserver } from '../engine/step-observer.ts';
import { ExecutionRun } from '../run/execution-run.ts';
import { replayChoices } from '../strategies/replay-choices.ts';
import type { Executions } from './executions.ts';
import type { JobExecutions } from './job-executions.ts';

/** What an execution did, step by step, as far as its trace hash depends on it. */
interface Trace {
  readonly labels: string[];
  readonly times: number[];
  readonly outcomes: number[];
}

/** Keeps what the execution in progress does. */
export class TraceObserver implements StepObserver {
  private trace: Trace = emptyTrace();
  private label = '';

  stepChosen(_: Scheduler, operation: Operation): void {
    this.label = stepLabel(operation);
  }

  stepDone(execution: Scheduler): void {
    this.trace.labels.push(this.label);
    this.trace.times.push(execution.now);
    this.trace.outcomes.push(execution.outcome);
  }

  operationIssued(): void {}

  line(): void {}

  /** What was done since it was taken last. */
  take(): Trace {
    const { trace } = this;
    this.trace = emptyTrace();
    return trace;
  }
}

/**
 * Executes each schedule twice and compares: awslabs/shuttle's check for uncontrolled nondeterminism. Code that keeps
 * something from one execution to the next, or asks something that no seam controls, is told apart from code with a
 * race. The second execution follows the choices of the first; equal trace hashes mean equal traces.
 */
export class RepeatEach implements Executions {
  private readonly inner: JobExecutions;
  private readonly observer: TraceObserver;
  /** The execution that is to be repeated, or is being. */
  private first: ExecutionRun | null = null;
  private before: Trace = emptyTrace();

  /** `observer`: which all executions of `inner` have. */
  constructor(inner: JobExecutions, observer: TraceObserver) {
    this.inner = inner;
    this.observer = observer;
  }

  get isMidway(): boolean {
    return this.first !== null;
  }

  begin(): ExecutionRun | null {
    if (this.first === null) return this.inner.begin();
    const { execution } = this.first;
    // Both write theirs to the same place, where the watchdog looks; those of the first are kept to be followed.
    const strategy = replayChoices(execution.choices.slice(0, execution.steps));
    const engine = { strategy, choices: execution.choices, observer: this.observer };
    return new ExecutionRun(this.inner.input, engine);
  }

  end(run: ExecutionRun): boolean {
    const { first, before } = this;
    const trace = this.observer.take();
    if (first === null) {
      this.first = run;
      this.before = trace;
      return true;
    }
    this.first = null;
    const [one, other] = [first.execution.hash, run.execution.hash];
    const isSame = one.low === other.low && one.high === other.high;
    return this.inner.end(first, isSame ? null : firstDifference(before, trace));
  }
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
