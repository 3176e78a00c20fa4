import type { Scenario } from '../scenario.ts';
import { type DrainKind, drive } from '../scheduler/drain.ts';
import { DEFAULT_LIMITS, type Limits } from '../scheduler/limits.ts';
import { armSeams, disarmSeams } from '../seams/install.ts';
import { defaultOrder } from '../strategies/default-order.ts';
import type { Strategy } from '../strategies/strategy.ts';
import { guardProcess } from './guard-process.ts';
import { Recorder } from './recorder.ts';
import { type ExecutionInput, ExecutionRun } from './run-execution.ts';

export interface OnceOptions {
  readonly implementation?: string;
  readonly example?: string;
  readonly strategy?: Strategy;
  readonly limits?: Partial<Limits>;
  readonly drain?: DrainKind;
}

/** Runs one execution in detail, by names: for tests and for a first look at a new scenario. */
export async function runOnce(
  scenario: Scenario,
  options: OnceOptions = {},
): Promise<{ run: ExecutionRun; recorder: Recorder }> {
  const implementation = options.implementation ?? Object.keys(scenario.implementations)[0] ?? '';
  const example = scenario.examples[options.example ?? Object.keys(scenario.examples)[0] ?? ''];
  return runInDetail(
    {
      scenario,
      subject: scenario.implementations[implementation]?.subject,
      workload: example?.workload,
      faults: example?.faults,
      randomSeed: 1,
      limits: { ...DEFAULT_LIMITS, ...scenario.limits, ...options.limits },
    },
    options.strategy ?? defaultOrder,
    options.drain,
  );
}

/** Runs one execution with a recorder. */
export async function runInDetail(
  input: ExecutionInput,
  strategy: Strategy,
  drain?: DrainKind,
): Promise<{ run: ExecutionRun; recorder: Recorder }> {
  const recorder = new Recorder();
  let run: ExecutionRun | null = null;
  let release = (): void => {};
  const usesSeams = input.scenario.control !== 'gates';
  await drive(
    {
      advance() {
        if (run === null) {
          release = guardProcess((error) => run?.escaped(error));
          if (usesSeams) armSeams();
          run = new ExecutionRun(input, {
            strategy,
            choices: new Int32Array(input.limits.stepsMax),
            observer: recorder,
          });
        }
        return run.advance();
      },
      escaped: (error) => run?.escaped(error),
    },
    drain,
  ).finally(() => {
    if (usesSeams) disarmSeams();
    release();
  });
  if (run === null) throw new Error('the machine never started');
  return { run, recorder };
}
