import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runMany } from '../oracle-programs/run-many.ts';
import { defineScenario, type Scenario } from '../scenario.ts';
import type { MemoryModel } from '../scheduler/step-log.ts';
import { Exhaustive } from '../strategies/exhaustive.ts';
import { PlainExhaustive } from '../strategies/plain-exhaustive.ts';
import { history, type Step } from './random-operations.ts';
import { RandomWorld } from './random-world.ts';
import { tracked } from './tracked.ts';

/** Two actors that take these steps, each its own in order. `seen` gets what every execution came to. */
function scenarioOf(steps: readonly Step[], memory: MemoryModel, seen: Set<string>): Scenario {
  return defineScenario<null, null, null, { world: RandomWorld; results: string[][] }>({
    name: 'random-operations',
    title: 'random operations on a tracked structure',
    control: 'gates',
    memory,
    implementations: { only: { says: 'two actors', subject: null } },
    examples: { only: { workload: null, faults: null } },
    workload: fc.constant(null),
    faults: fc.constant(null),
    setup(env) {
      const world = new RandomWorld(tracked);
      const results: string[][] = [];
      for (const actor of [0, 1] as const) {
        const body = async (self: { gate(name: string): Promise<void> }): Promise<void> => {
          for (const [i, step] of steps.entries()) {
            if (step.actor !== actor) continue;
            await self.gate(`its own ${actor}`);
            results[i] = world.run(actor, step.operations);
          }
        };
        env.actor(`actor-${actor}`, env.process('only'), body, { atOnce: true });
      }
      return { world, results };
    },
    properties: [
      {
        name: 'looked-at',
        kind: 'safety',
        level: 'strict',
        says: 'holds always',
        when: 'quiescence',
        judge: ({ world, results }) => {
          seen.add(`${JSON.stringify(results)}\n${world.picture()}`);
          return undefined;
        },
      },
    ],
  });
}

const PROGRAMS = 300;

test(`${PROGRAMS} random programs on tracked objects come to all that plain enumeration sees, in fewer executions`, async () => {
  const total = { plain: 0, reduced: 0, fewer: 0 };
  for (const steps of fc.sample(history, PROGRAMS)) {
    const [plainSeen, reducedSeen] = [new Set<string>(), new Set<string>()];
    const options = { implementation: 'only', executionsMax: 1_000 };
    const plain = await runMany(scenarioOf(steps, 'shared', plainSeen), {
      ...options,
      strategy: new PlainExhaustive(),
    });
    const strategy = new Exhaustive();
    const reduced = await runMany(scenarioOf(steps, 'tracked', reducedSeen), { ...options, strategy });
    expect(strategy.isIncomplete, JSON.stringify(steps)).toBeNull();
    expect([...reducedSeen].sort(), JSON.stringify(steps)).toEqual([...plainSeen].sort());
    total.plain += plain.executions;
    total.reduced += reduced.executions;
    if (reduced.executions < plain.executions) total.fewer++;
  }
  expect(total.reduced).toBeLessThan(total.plain);
  expect(total.fewer).toBeGreaterThan(PROGRAMS / 10);
});
