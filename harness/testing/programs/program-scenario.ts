import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../scenario/scenario.ts';
import { GatedThreads, type Gating } from './gated-threads.ts';
import type { Program, Spawn } from './program.ts';

/** A program as a scenario: as it is, and as its own negative control. */
export function programScenario(program: Omit<Program, 'figures'>): Scenario {
  return defineScenario<Gating, null, null, GatedThreads>({
    name: program.name,
    title: program.title,
    control: 'gates',
    memory: 'tracked',
    implementations: {
      gated: { says: 'every access to shared state is awaited', subject: 'gated' },
      atomic: { says: 'the same code, nothing awaited between its accesses', subject: 'atomic' },
    },
    examples: { only: { workload: null, faults: null } },
    workload: fc.constant(null),
    faults: fc.constant(null),
    setup(env, gating) {
      const threads = new GatedThreads(env, gating);
      const fail = (message: string): void => threads.fail(message, program.goesOn === true);
      const spawn: Spawn = (name, thread) => threads.begin(name, thread);
      const bodies = program.threads(fail, spawn, (name) => threads.kill(name));
      for (const [name, body] of Object.entries(bodies)) threads.begin(name, body);
      return threads;
    },
    properties: [
      {
        name: 'assertions-hold',
        kind: 'safety',
        level: 'strict',
        says: 'no assertion of the program fails',
        when: 'quiescence',
        judge: ({ failure }) => (failure === null ? undefined : { message: failure }),
      },
    ],
  });
}
