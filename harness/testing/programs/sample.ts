import type { Strategy } from '../../engine/strategy.ts';
import { beatFor } from '../../run/beat.ts';
import { type ExecutionInput, ExecutionRun } from '../../run/execution-run.ts';
import { driveInSlices, type SliceableMachine } from '../../run/slices.ts';
import { limitsOf } from '../../scenario/lookup.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** Tally of many executions of one example. */
export interface Tally {
  readonly executions: number;
  /** Executions that broke some property. */
  readonly buggy: number;
  /** Steps of the longest. */
  readonly steps: number;
}

interface ManyOptions {
  readonly implementation: string;
  readonly strategy: Strategy;
  readonly executionsMax: number;
  /** Whether the first execution that breaks a property is the last. */
  readonly stopsAtBug?: boolean;
}

/** Runs executions until the strategy has nothing left or `executionsMax` are done, and counts the buggy ones. */
export async function runMany(scenario: Scenario, options: ManyOptions): Promise<Tally> {
  const example = Object.values(scenario.examples)[0];
  const runs = new TallyRun(
    {
      scenario,
      subject: scenario.implementations[options.implementation]?.subject,
      workload: example?.workload,
      faults: example?.faults,
      randomSeed: 1,
      limits: limitsOf(scenario, {}),
    },
    options,
  );
  await driveInSlices(runs, { usesSeams: scenario.control !== 'gates' });
  return runs;
}

class TallyRun implements SliceableMachine, Tally {
  executions = 0;
  buggy = 0;
  steps = 0;
  private readonly input: ExecutionInput;
  private readonly options: ManyOptions;
  private run: ExecutionRun | null = null;

  constructor(input: ExecutionInput, options: ManyOptions) {
    this.input = input;
    this.options = options;
  }

  get isBetweenExecutions(): boolean {
    return this.run === null;
  }

  advance(): boolean {
    const run = this.run ?? this.begin();
    if (run === null) return false;
    if (run.advance()) return true;
    this.executions++;
    if (run.violations.length > 0) this.buggy++;
    this.options.strategy.end(run.execution.steps);
    this.steps = Math.max(this.steps, run.execution.steps);
    this.run = null;
    return true;
  }

  escaped(error: unknown): void {
    this.run?.escaped(error);
  }

  private begin(): ExecutionRun | null {
    const { strategy, executionsMax, stopsAtBug = false } = this.options;
    if (stopsAtBug && this.buggy > 0) return null;
    if (this.executions >= executionsMax || !strategy.begin()) return null;
    const { choices } = beatFor(this.input.limits.stepsMax);
    this.run = new ExecutionRun(this.input, { strategy, choices, observer: null });
    return this.run;
  }
}
