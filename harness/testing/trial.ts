import fc from 'fast-check';
import type { Actor } from '../engine/operation.ts';
import type { Env } from '../scenario/env.ts';
import { defineScenario, type Scenario, type ScenarioSpec } from '../scenario/scenario.ts';

type Spec = Partial<Omit<ScenarioSpec<unknown, unknown, unknown, unknown>, 'setup'>>;

/** A scenario without a story, for tests of the engine: `setup` declares the actors, nothing is judged. */
export function trial(setup: (env: Env) => unknown, spec: Spec = {}): Scenario {
  return defineScenario<unknown, unknown, unknown, unknown>({
    name: 'trial',
    title: 'a trial of the engine',
    implementations: { only: { says: 'nothing', subject: undefined } },
    examples: { only: { workload: undefined, faults: undefined } },
    workload: fc.constant(undefined),
    faults: fc.constant(undefined),
    properties: [],
    setup,
    ...spec,
  });
}

/** A trial of actors in one process, by name. */
export function trialOf(bodies: Record<string, (actor: Actor) => unknown>, spec: Spec = {}): Scenario {
  return trial((env) => {
    const process = env.process('p');
    for (const [name, body] of Object.entries(bodies)) env.actor(name, process, body);
  }, spec);
}
