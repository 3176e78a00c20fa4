import type { ActorState } from '../engine/actor.ts';
import { defaultOrder } from '../engine/default-order.ts';
import type { DrainKind } from '../engine/drain.ts';
import { endingName } from '../engine/ending.ts';
import type { RacelineError } from '../engine/errors.ts';
import type { Limits } from '../engine/limits.ts';
import type { Schedule } from '../engine/schedule.ts';
import type { Strategy } from '../engine/strategy.ts';
import { limitsOf } from '../scenario/lookup.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { strategyOf } from '../strategies/catalogue.ts';
import { guarded } from '../strategies/define-strategy.ts';
import { badStrategy } from '../strategies/guarded-strategy.ts';
import { DEFAULT_DEPTH, type StrategyDefinition } from '../strategies/strategy-definition.ts';
import { beatFor } from './beat.ts';
import { type ExecutionInput, ExecutionRun } from './execution-run.ts';
import type { Violation } from './judge.ts';
import { type LeakWatch, leakWatchFor } from './leak-watch.ts';
import { Recorder, type TimelineEvent } from './recorder.ts';
import { driveInSlices } from './slices.ts';

/** Which execution `runOnce` runs. */
export interface OnceOptions {
  /** Default: the first that the scenario declares. */
  readonly implementation?: string;
  /** Default: the first that the scenario declares. */
  readonly example?: string;
  /** A name of the catalogue, a definition of one's own, or one that is made already (default: the default order). */
  readonly strategy?: string | StrategyDefinition | Strategy;
  /** What a strategy by name or definition draws from (default 1). */
  readonly seed?: number;
  /** Depth of the bugs that such a strategy looks for, if it heeds that (default 3). */
  readonly depth?: number;
  /** Bounds that differ from the scenario's. */
  readonly limits?: Partial<Limits>;
  /** @internal */
  readonly drain?: DrainKind;
}

/** What one execution did. */
export interface DetailedExecution {
  readonly events: readonly TimelineEvent[];
  /** Where it departed from the default order: `replay` follows it. */
  readonly schedule: Schedule;
  /** Properties that it breaks. */
  readonly violations: readonly Violation[];
  /** `quiescent`, `deadlock`, or the name of the bound that ended it. */
  readonly ending: string;
  readonly steps: number;
  /** The same for every execution that made the same steps. */
  readonly traceHash: string;
  /** What became of each actor, in the order in which they were declared. */
  readonly actors: readonly { readonly name: string; readonly state: ActorState }[];
  /** What escaped the seams, one line each: the execution then says nothing about any property. */
  readonly leaks: readonly string[];
  /** @internal */
  readonly run: ExecutionRun;
  /** @internal */
  readonly recorder: Recorder;
}

/**
 * Runs one execution in detail, by names: for tests and for a first look at a new scenario. Throws ERR_UNKNOWN_STRATEGY
 * or ERR_BAD_STRATEGY for a strategy that there is not, or that does something wrong.
 *
 * @example
 * ```ts
 * import { runOnce } from 'raceline';
 * import { counter } from './counter.ts';
 *
 * const { ending, actors, violations } = await runOnce(counter, { implementation: 'racy' });
 * console.log(ending, actors[0]?.state.kind, violations.length); // quiescent returned 0
 * ```
 */
export async function runOnce(scenario: Scenario, options: OnceOptions = {}): Promise<DetailedExecution> {
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
  const strategy = strategyFor(options);
  if (!strategy.begin())
    throw badStrategy('the strategy of runOnce', 'it has nothing left to explore', 'Give a new one.');
  const execution = await runInDetail(input, strategy, options.drain === undefined ? {} : { drain: options.drain });
  strategy.end(execution.run.execution.steps);
  return execution;
}

function strategyFor({ strategy = defaultOrder, seed = 1, depth = DEFAULT_DEPTH }: OnceOptions): Strategy {
  if (typeof strategy === 'string' || 'make' in strategy) return strategyOf(strategy).make({ seed, depth });
  return guarded('given to runOnce', strategy);
}

/** Runs one execution with a recorder. */
export async function runInDetail(
  input: ExecutionInput,
  strategy: Strategy,
  options: { drain?: DrainKind; namesSources?: boolean } = {},
): Promise<DetailedExecution> {
  const recorder = new Recorder({ namesSources: options.namesSources ?? true });
  const single = new SingleRun(leakWatchFor(input.scenario), () => {
    const beat = beatFor(input.limits.stepsMax);
    beat.executionBegins(0);
    return new ExecutionRun(input, { strategy, choices: beat.choices, observer: recorder });
  });
  await driveInSlices(single, {
    usesSeams: input.scenario.control !== 'gates',
    ...(options.drain === undefined ? {} : { drain: options.drain }),
  });
  return asData(single.finished(), recorder, single.leaked);
}

function asData(run: ExecutionRun, recorder: Recorder, leaks: readonly string[]): DetailedExecution {
  const { steps, hash, actors } = run.execution;
  return {
    events: recorder.events,
    schedule: recorder.departures,
    violations: run.violations,
    ending: endingName(run.ending),
    steps,
    traceHash: hash.digest(),
    actors: actors.map(({ name, state }) => ({ name, state })),
    leaks,
    run,
    recorder,
  };
}

/** One execution as a machine that is built inside the slice: setup must already see the fake clock. */
export class SingleRun {
  readonly leaks: LeakWatch;
  private readonly make: () => ExecutionRun;
  leaked: readonly string[] = [];
  private doubt: RacelineError | null = null;
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
    const escaped = this.leaks.take(this.run.ending?.kind === 'deadlock');
    this.leaked = [
      ...this.leaked,
      ...escaped.map(({ says }) => says),
      ...(this.run.execution.refusals ?? []).map(({ message }) => message),
    ];
    return false;
  }

  escaped(error: unknown): void {
    this.run?.escaped(error);
  }

  doubted(error: RacelineError): void {
    this.doubt ??= error;
    this.leaked = [...this.leaked, error.message];
  }

  finished(): ExecutionRun {
    // Without an end there is nothing to tell of, as there is of an execution that only may have gone wrong.
    if (this.run === null || this.run.ending === null) throw this.doubt ?? new Error('the execution never began');
    return this.run;
  }
}
