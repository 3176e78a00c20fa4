import { defaultOrder } from '../engine/default-order.ts';
import type { DrainKind } from '../engine/drain.ts';
import type { Limits } from '../engine/limits.ts';
import type { Strategy } from '../engine/strategy.ts';
import { limitsOf } from '../scenario/lookup.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { beatFor } from './beat.ts';
import { type ExecutionInput, ExecutionRun } from './execution-run.ts';
import { type LeakWatch, leakWatchFor } from './leak-watch.ts';
import { Recorder } from './recorder.ts';
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
  /** What escaped the seams, one line each: the execution then says nothing about any property. */
  readonly leaks: readonly string[];
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
    leakWatchFor(input.scenario),
    () => new ExecutionRun(input, { strategy, choices: beatFor(input.limits.stepsMax).choices, observer: recorder }),
  );
  await driveInSlices(single, {
    usesSeams: input.scenario.control !== 'gates',
    ...(options.drain === undefined ? {} : { drain: options.drain }),
  });
  return { run: single.finished(), recorder, leaks: single.leaked };
}

/** One execution as a machine that is built inside the slice: setup must already see the fake clock. */
export class SingleRun {
  readonly leaks: LeakWatch;
  private readonly make: () => ExecutionRun;
  leaked: readonly string[] = [];
  private run: ExecutionRun | null = null;

  constructor(leaks: LeakWatch, make: () => ExecutionRun) {
    this.leaks = leaks;
    this.make = make;
  }

  get isBetweenExecutions(): boolean {
    return false;
  }

  advance(): boolean {
    this.run ??= this.make();
    if (this.run.advance()) return true;
    // Taken before the slice ends and other work of the process begins.
    const leaks = this.leaks.take(this.run.ending?.kind === 'deadlock');
    this.leaked = [...leaks, ...(this.run.execution.refusals ?? [])];
    return false;
  }

  escaped(error: unknown): void {
    this.run?.escaped(error);
  }

  finished(): ExecutionRun {
    if (this.run === null) throw new Error('the execution never began');
    return this.run;
  }
}
