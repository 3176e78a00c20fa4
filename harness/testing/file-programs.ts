import fc, { type Arbitrary } from 'fast-check';
import { defineScenario, type Scenario } from '../scenario/scenario.ts';
import { type FileCall, perform, sharedFileCalls } from './files-comparison.ts';

/** What each of two or three actors does to files, one call after the other: all of them to the same few names. */
export type FileProgram = readonly (readonly FileCall[])[];

const ROOT = '/shared';

export const filePrograms: Arbitrary<FileProgram> = fc.array(sharedFileCalls, { minLength: 2, maxLength: 3 });

/** A program as a scenario. Each execution tells `onOutcome` what each of its calls gave, and how each actor left the files. */
export function scenarioOfProgram(program: FileProgram, onOutcome: (outcome: unknown) => void): Scenario {
  return defineScenario({
    name: 'file-program',
    title: 'random calls on files',
    implementations: { only: { says: 'as it is', subject: null } },
    examples: { only: { workload: null, faults: null } },
    workload: fc.constant(null),
    faults: fc.constant(null),
    properties: [],
    setup(env) {
      env.disk.mkdir(ROOT);
      // The first two share one, and with it descriptors.
      const processes = [env.process('p'), env.process('q')] as const;
      for (const [at, calls] of program.entries()) {
        env.actor(`actor-${at + 1}`, processes[at < 2 ? 0 : 1], async () =>
          onOutcome([at, await perform(calls, ROOT)]),
        );
      }
    },
  });
}
