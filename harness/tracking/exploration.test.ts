import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MemoryModel } from '../engine/memory-model.ts';
import type { Env } from '../scenario/env.ts';
import { defineScenario, type Scenario } from '../scenario/scenario.ts';
import { Exhaustive } from '../strategies/exhaustive.ts';
import { PlainExhaustive } from '../strategies/plain-exhaustive.ts';
import { runMany } from '../testing/programs/sample.ts';
import { history, type Step } from '../testing/random-operations.ts';
import { RandomWorld } from '../testing/random-world.ts';
import { tracked } from './tracked.ts';

type Body = (gate: () => Promise<void>) => Promise<void>;
type Setup = (env: Env) => { readonly bodies: readonly [Body, Body]; readonly outcome: () => string };

/** Two actors, each of whose gates is its own affair. `seen` gets what every execution came to. */
function scenarioOf(memory: MemoryModel, seen: Set<string>, setup: Setup, control: 'gates' | 'seams'): Scenario {
  return defineScenario<null, null, null, () => string>({
    name: 'tracked-objects',
    title: 'two actors and what they share',
    control,
    memory,
    implementations: { only: { says: 'two actors', subject: null } },
    examples: { only: { workload: null, faults: null } },
    workload: fc.constant(null),
    faults: fc.constant(null),
    setup(env) {
      const { bodies, outcome } = setup(env);
      bodies.forEach((body, i) => {
        env.actor(`actor-${i}`, env.process('only'), (self) => body(() => self.gate(`its own ${i}`)), { atOnce: true });
      });
      return outcome;
    },
    properties: [
      {
        name: 'looked-at',
        kind: 'safety',
        level: 'strict',
        says: 'holds always',
        when: 'quiescence',
        judge: (outcome) => {
          seen.add(outcome());
          return undefined;
        },
      },
    ],
  });
}

interface Found {
  readonly outcomes: readonly string[];
  readonly executions: number;
}

async function explore(
  kind: 'plain' | MemoryModel,
  setup: Setup,
  control: 'gates' | 'seams' = 'gates',
): Promise<Found> {
  const seen = new Set<string>();
  const strategy = kind === 'plain' ? new PlainExhaustive() : new Exhaustive();
  const scenario = scenarioOf(kind === 'plain' ? 'shared' : kind, seen, setup, control);
  const { executions } = await runMany(scenario, { implementation: 'only', executionsMax: 1_000, strategy });
  if (strategy instanceof Exhaustive) expect(strategy.isIncomplete).toBeNull();
  return { outcomes: [...seen].sort(), executions };
}

/** Two actors that take these steps, each its own in order. */
function random(steps: readonly Step[]): ReturnType<Setup> {
  const world = new RandomWorld(tracked);
  const results: string[][] = [];
  const bodyOf =
    (actor: 0 | 1): Body =>
    async (gate) => {
      for (const [i, step] of steps.entries()) {
        if (step.actor !== actor) continue;
        await gate();
        results[i] = world.run(actor, step.operations);
      }
    };
  return { bodies: [bodyOf(0), bodyOf(1)], outcome: () => `${JSON.stringify(results)}\n${world.picture()}` };
}

const PROGRAMS = 300;

test(`${PROGRAMS} random programs on tracked objects come to all that plain enumeration sees, in fewer executions`, async () => {
  const total = { plain: 0, reduced: 0, fewer: 0 };
  for (const steps of fc.sample(history, PROGRAMS)) {
    const [plain, reduced] = [
      await explore('plain', () => random(steps)),
      await explore('tracked', () => random(steps)),
    ];
    expect(reduced.outcomes, JSON.stringify(steps)).toEqual(plain.outcomes);
    total.plain += plain.executions;
    total.reduced += reduced.executions;
    if (reduced.executions < plain.executions) total.fewer++;
  }
  expect(total.reduced).toBeLessThan(total.plain);
  expect(total.fewer).toBeGreaterThan(PROGRAMS / 10);
});

test('what repeated steps have changed is no change of the step after them: one race, two executions', async () => {
  const setup = (): ReturnType<Setup> => {
    const shared = tracked({ own: [0, 0], last: -1 });
    const bodyOf =
      (actor: 0 | 1): Body =>
      async (gate) => {
        for (let count = 1; count <= 2; count++) {
          await gate();
          shared.own[actor] = count;
        }
        await gate();
        shared.last = actor;
      };
    return { bodies: [bodyOf(0), bodyOf(1)], outcome: () => JSON.stringify(shared) };
  };
  const { outcomes, executions } = await explore('tracked', setup);
  expect([outcomes.length, executions]).toEqual([2, 2]);
});

class Hidden {
  #count = 0;

  read(): number {
    return this.#count;
  }

  write(count: number): void {
    this.#count = count;
  }
}

test('private members hide what steps share, so that every order of steps is executed', async () => {
  const setup = (): ReturnType<Setup> => {
    const counter = tracked(new Hidden());
    const body: Body = async (gate) => {
      await gate();
      const count = counter.read();
      await gate();
      counter.write(count + 1);
    };
    return { bodies: [body, body], outcome: () => String(counter.read()) };
  };
  expect((await explore('tracked', setup)).outcomes).toEqual(['1', '2']);
  expect((await explore('tracked', setup)).executions).toBeGreaterThanOrEqual(
    (await explore('plain', setup)).executions,
  );
});

test('a step that looks at an object by the reference that it put in is not independent of one that changes it', async () => {
  interface Run {
    isCancelled: boolean;
  }
  const setup = (): ReturnType<Setup> => {
    const shared = tracked({ runs: new Map<string, Run>() });
    let end = 'none';
    const runs: Body = async (gate) => {
      const run: Run = { isCancelled: false };
      shared.runs.set('run', run);
      await gate();
      end = run.isCancelled ? 'cancelled' : 'finished';
    };
    const cancels: Body = async (gate) => {
      await gate();
      const run = shared.runs.get('run');
      if (run !== undefined) run.isCancelled = true;
    };
    return { bodies: [runs, cancels], outcome: () => end };
  };
  expect((await explore('tracked', setup)).outcomes).toEqual(['cancelled', 'finished']);
});

test('two actors that use two sessions of one registry are executed in one order', async () => {
  const setup = (): ReturnType<Setup> => {
    const sessions = tracked(new Map([0, 1].map((id) => [id, { messages: [] as string[], saved: 0 }])));
    const bodyOf =
      (id: number): Body =>
      async (gate) => {
        const session = sessions.get(id);
        for (let i = 0; i < 3; i++) {
          await gate();
          session?.messages.push(`message ${i}`);
          await gate();
          if (session !== undefined) session.saved = session.messages.length;
        }
      };
    return { bodies: [bodyOf(0), bodyOf(1)], outcome: () => JSON.stringify([...sessions]) };
  };
  const [reduced, all] = [await explore('tracked', setup), await explore('shared', setup)];
  expect(reduced.executions).toBe(1);
  expect(all.executions).toBe(924);
  expect(reduced.outcomes).toEqual(all.outcomes);
});

test('what is hidden from the middle of an execution on is hidden from its beginning', async () => {
  const setup: Setup = () => {
    const shared = tracked<{ first: number; hidden: Hidden | null }>({ first: 0, hidden: null });
    let last = 0;
    const puts: Body = async (gate) => {
      await gate();
      const hidden = new Hidden();
      shared.hidden = hidden;
      await gate();
      last = hidden.read();
    };
    const writes: Body = async (gate) => {
      await gate();
      const { hidden } = shared;
      await gate();
      hidden?.write(1);
    };
    return { bodies: [puts, writes], outcome: () => String(last) };
  };
  expect((await explore('tracked', setup)).outcomes).toEqual(['0', '1']);
});

test('a step that notes its number is independent of none', async () => {
  const setup: Setup = (env) => {
    const at = [0, 0];
    const bodyOf =
      (i: number): Body =>
      async (gate) => {
        await gate();
        at[i] = env.step;
      };
    return { bodies: [bodyOf(0), bodyOf(1)], outcome: () => at.join() };
  };
  expect((await explore('tracked', setup)).outcomes).toEqual(['1,2', '2,1']);
});

test.each(['gates', 'seams'] as const)(
  'whether a promise is settled before it is awaited is seen, with %s',
  async (control) => {
    const setup: Setup = () => {
      let settle = (): void => {};
      const ready = new Promise<void>((resolve) => {
        settle = resolve;
      });
      const shared = tracked({ ready, isDone: false });
      let saw = '';
      const waits: Body = async (gate) => {
        await gate();
        await shared.ready;
        saw = shared.isDone ? 'done' : 'on its way';
      };
      const settles: Body = async (gate) => {
        await gate();
        settle();
        // What waits goes on in this step, before the rest of it.
        for (let i = 0; i < 10; i++) await null;
        shared.isDone = true;
      };
      return { bodies: [waits, settles], outcome: () => saw };
    };
    expect((await explore('tracked', setup, control)).outcomes).toEqual(['done', 'on its way']);
  },
);
