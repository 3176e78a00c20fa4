import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defineScenario } from './scenario/scenario.ts';
import { expectHolds, expectViolates } from './vitest.ts';

const flags = defineScenario({
  name: 'flags',
  title: 'a check, a wait, an act',
  control: 'gates',
  implementations: { racy: { says: 'waits in between', subject: true }, safe: { says: 'does not', subject: false } },
  examples: { two: { workload: {}, faults: {} } },
  workload: fc.constant({}),
  faults: fc.constant({}),
  setup(env, waits: boolean) {
    const state = { created: 0 };
    const gateway = env.process('gateway');
    for (const name of ['a', 'b']) {
      env.actor(name, gateway, async (actor) => {
        if (state.created > 0) return;
        if (waits) await actor.gate('flag');
        state.created++;
      });
    }
    return state;
  },
  properties: [
    {
      name: 'created-once',
      kind: 'safety',
      level: 'strict',
      says: 'the thing is created once',
      when: 'step',
      judge: (state) => (state.created > 1 ? { message: `created ${state.created} times` } : undefined),
    },
  ],
});

test('expectHolds returns the report of what holds', async () => {
  const report = await expectHolds(flags, 'safe', { strategy: 'exhaustive' });
  expect(report.executions).toBe(2);
});

test('expectHolds throws with the timeline of what does not', async () => {
  await expect(expectHolds(flags, 'racy', { strategy: 'exhaustive' })).rejects.toThrow(
    /created-once is violated[\s\S]+created 2 times[\s\S]+b#2 gate flag delivery/,
  );
});

test('expectHolds throws when the budget ran out', async () => {
  await expect(expectHolds(flags, 'safe', { strategy: 'exhaustive', schedulesMax: 1 })).rejects.toThrow(/unknown/);
});

test('expectViolates throws when the property holds, and when another one breaks', async () => {
  await expectViolates(flags, 'racy', ['created-once'], { strategy: 'exhaustive' });
  await expect(expectViolates(flags, 'safe', ['created-once'])).rejects.toThrow(/violated was expected/);
  await expect(expectViolates(flags, 'racy', [])).rejects.toThrow(/holds was expected/);
});
