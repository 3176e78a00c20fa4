import type { Execution } from '../engine/execution.ts';
import type { Limits } from '../engine/limits.ts';
import type { Operation } from '../engine/operation.ts';
import { deriveSeed } from '../engine/random.ts';
import { stepHash } from '../engine/step-hash.ts';
import type { StepObserver } from '../engine/step-observer.ts';
import { limitsOf, subjectNamed } from '../scenario/lookup.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { BasicPos } from '../strategies/basic-pos.ts';
import { beatFor } from './beat.ts';
import { SingleRun } from './detailed-run.ts';
import { ExecutionRun } from './execution-run.ts';
import { leakWatchFor } from './leak-watch.ts';
import { driveInSlices } from './slices.ts';

/** Collects the label hash of every step. */
class HashObserver implements StepObserver {
  readonly hashes: number[] = [];

  stepChosen(_execution: Execution, operation: Operation): void {
    this.hashes.push(stepHash(operation));
  }

  stepDone(): void {}
  operationIssued(): void {}
  line(): void {}
}

/**
 * The steps of `executions` executions of each example, as label hashes: the same seeds for every implementation, so that
 * the share of steps that two of them have in common can be told.
 */
export async function stepHashes(
  scenario: Scenario,
  implementation: string,
  options: { readonly seed: number; readonly limits?: Partial<Limits> },
  executions: number,
): Promise<Int32Array[]> {
  const subject = subjectNamed(scenario, implementation);
  const limits = limitsOf(scenario, options);
  const all: Int32Array[] = [];
  for (const [index, { workload, faults }] of Object.values(scenario.examples).entries()) {
    const strategy = new BasicPos(deriveSeed(options.seed, index));
    for (let ordinal = 0; ordinal < executions; ordinal++) {
      strategy.begin();
      const observer = new HashObserver();
      const input = { scenario, subject, workload, faults, randomSeed: deriveSeed(options.seed, ordinal), limits };
      const { choices } = beatFor(limits.stepsMax);
      const single = new SingleRun(
        leakWatchFor(scenario),
        () => new ExecutionRun(input, { strategy, choices, observer }),
      );
      await driveInSlices(single, { usesSeams: scenario.control !== 'gates' });
      all.push(Int32Array.from(observer.hashes));
    }
  }
  return all;
}
