import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { ENGINE_VERSION } from './engine/version.ts';
import type { ReplayFile } from './explore/replay-file.ts';
import { limitsOf } from './scenario/lookup.ts';
import { defineScenario } from './scenario/scenario.ts';
import { expectHolds, expectReplays, expectViolates } from './test.ts';

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
    /^flags \/ racy: created-once is violated: created 2 times\n[\s\S]+b#2 gate flag delivery/,
  );
});

test('expectHolds throws when the budget ran out', async () => {
  await expect(expectHolds(flags, 'safe', { strategy: 'exhaustive', schedulesMax: 1 })).rejects.toThrow(/unknown/);
});

test('expectViolates throws when the property holds, and when another one breaks', async () => {
  await expectViolates(flags, 'racy', ['created-once'], { strategy: 'exhaustive' });
  await expect(expectViolates(flags, 'safe', ['created-once'])).rejects.toThrow(
    /^flags \/ safe: created-once holds, where violated was expected\n/,
  );
  await expect(expectViolates(flags, 'racy', [])).rejects.toThrow(/^flags \/ racy: created-once is violated: created/);
});

describe('expectReplays', () => {
  const folder = mkdtempSync(join(tmpdir(), 'raceline-replays-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const keep = (name: string, changed: Partial<ReplayFile> = {}): void => {
    const limits = limitsOf(flags, {});
    const file = {
      format: 1,
      engine: ENGINE_VERSION,
      scenario: 'flags.ts',
      implementation: 'racy',
      property: 'created-once',
    };
    const execution = { workload: {}, faults: {}, randomSeed: 1, limits, schedule: [] };
    const expected = { expect: { message: 'created 2 times', traceHash: '0', timeline: [] } };
    writeFileSync(join(folder, name), JSON.stringify({ ...file, ...execution, ...expected, ...changed }));
  };
  const all = join(folder, '*.json');

  test('throws, with the timeline, while the race is there, near the recorded schedule too', async () => {
    // By the default order nobody is preempted, and nothing breaks.
    keep('a.json');
    await expect(expectReplays(flags, all)).rejects.toThrow(
      /^flags \/ racy: created-once is violated: created 2 times\n {2}recorded in \S+a\.json\n[\s\S]*violated created-once: created 2 times/,
    );
    await expectReplays(flags, join(folder, 'a.json'), { nearMax: 0 });
  });

  test('passes for mended code whose schedule could be followed; otherwise nothing is known', async () => {
    await expectReplays(flags, all, { implementation: 'safe' });
    keep('b.json', { schedule: [{ insteadOf: 'a#9 gate nowhere (delivery)', run: 'b#9 gate nowhere (delivery)' }] });
    await expect(expectReplays(flags, all, { implementation: 'safe' })).rejects.toThrow(
      /^flags \/ safe: created-once is unknown: raceline replay says [\s\S]+ it\s+accepts that\n {2}recorded in \S+b\.json/,
    );
  });

  test('refuses a pattern that no file fits', async () => {
    await expect(expectReplays(flags, join(folder, '*.jsonl'))).rejects.toThrow(
      /^ERR_BAD_REPLAY_FILE: there is no file/,
    );
  });
});
