import type { Scenario } from '../scenario.ts';
import type { DrainKind } from '../scheduler/drain.ts';
import type { Limits } from '../scheduler/limits.ts';
import { defaultOrder } from '../strategies/default-order.ts';
import type { Strategy } from '../strategies/strategy.ts';
import { beatFor } from './beat.ts';
import { limitsOf } from './plan.ts';
import { Recorder } from './recorder.ts';
import { type ExecutionInput, ExecutionRun } from './run-execution.ts';
import { driveInSlices } from './slices.ts';

export interface OnceOptions {
  readonly implementation?: string;
  readonly example?: string;
  readonly strategy?: Strategy;
  readonly limits?: Partial<Limits>;
  readonly drain?: DrainKind;
}

export interface DetailedExecution {
  readonly run: ExecutionRun;
  readonly recorder: Recorder;
}

/** Runs one execution in detail, by names: for tests and for a first look at a new scenario. */
export function runOnce(scenario: Scenario, options: OnceOptions = {}): Promise<DetailedExecution> {
  const implementation = options.implementation ?? Object.keys(scenario.implementations)[0] ?? '';
  const example = scenario.examples[options.example ?? Object.keys(scenario.examples)[0] ?? ''];
  const input: ExecutionInput = {
    scenario,
    subject: scenario.implementations[implementation]?.subject,
    workload: example?.workload,
    faults: example?.faults,
    randomSeed: 1,
    limits: limitsOf(scenario, options),
  };
  return runInDetail(
    input,
    options.strategy ?? defaultOrder,
    options.drain === undefined ? {} : { drain: options.drain },
  );
}

/** Runs one execution with a recorder. */
export async function runInDetail(
  input: ExecutionInput,
  strategy: Strategy,
  options: { drain?: DrainKind; namesSources?: boolean } = {},
): Promise<DetailedExecution> {
  const recorder = new Recorder({ namesSources: options.namesSources ?? true });
  const single = new SingleRun(
    () => new ExecutionRun(input, { strategy, choices: beatFor(input.limits.stepsMax).choices, observer: recorder }),
  );
  await driveInSlices(single, {
    usesSeams: input.scenario.control !== 'gates',
    ...(options.drain === undefined ? {} : { drain: options.drain }),
  });
  return { run: single.finished(), recorder };
}

/** One execution as a machine that is built inside the slice: setup must already see the fake clock. */
class SingleRun {
  private readonly make: () => ExecutionRun;
  private run: ExecutionRun | null = null;

  constructor(make: () => ExecutionRun) {
    this.make = make;
  }

  get isBetweenExecutions(): boolean {
    return false;
  }

  advance(): boolean {
    this.run ??= this.make();
    return this.run.advance();
  }

  escaped(error: unknown): void {
    this.run?.escaped(error);
  }

  finished(): ExecutionRun {
    if (this.run === null) throw new Error('the execution never began');
    return this.run;
  }
}
