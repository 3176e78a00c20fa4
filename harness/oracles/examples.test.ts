import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import ts from 'typescript';
import { expect, test } from 'vitest';
import type { Actor } from '../engine/operation.ts';
import { defineScenario, type Scenario, type ScenarioSpec } from '../scenario/scenario.ts';
import { trackedRecord } from '../tracking/tracked.ts';
import { expectHolds, expectViolates } from '../vitest.ts';
import { AtMostOnce } from './at-most-once.ts';
import { BoundedWait } from './bounded-wait.ts';
import { LostUpdate } from './lost-update.ts';
import { MutualExclusion } from './mutual-exclusion.ts';

// What the docstrings show is run: with an implementation that is wrong, and with one that is right.

const NAMES = { AtMostOnce, BoundedWait, LostUpdate, MutualExclusion, trackedRecord };

type Spec = ScenarioSpec<unknown, null, null, unknown>;

/** The setup and the properties that the file's docstring shows. */
function exampleIn(file: string): Pick<Spec, 'setup' | 'properties'> {
  const source = readFileSync(new URL(file, import.meta.url), 'utf8');
  const [, shown = ''] = /@example\n([\s\S]*?)\n \*\//.exec(source) ?? [];
  expect(shown.split('\n').length).toBeGreaterThan(5);
  const code = `const example = { ${shown.replace(/^ \* ?/gm, '')} };`;
  const { outputText } = ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2023 } });
  return new Function(...Object.keys(NAMES), `${outputText}\nreturn example;`)(...Object.values(NAMES));
}

/** `make` makes what is used: something that waits between looking and acting, or something that does not. */
function scenarioOf(file: string, make: (look: (actor: Actor) => unknown) => object): Scenario {
  const { setup, properties } = exampleIn(file);
  const makers = {
    flawed: () => make((actor) => actor.gate('between looking and acting')),
    right: () => make(() => undefined),
  };
  return defineScenario<() => object, null, null, unknown>({
    name: 'example',
    title: 'what a docstring shows',
    control: 'gates',
    implementations: {
      flawed: { says: 'waits between looking and acting', subject: makers.flawed },
      right: { says: 'does not', subject: makers.right },
    },
    examples: { only: { workload: null, faults: null } },
    workload: fc.constant(null),
    faults: fc.constant(null),
    setup: (env, subject, workload, faults) => setup(env, subject(), workload, faults),
    properties,
  });
}

function makeLock(look: (actor: Actor) => unknown): object {
  let isTaken = false;
  return {
    async take(actor: Actor) {
      if (isTaken) return false;
      await look(actor);
      isTaken = true;
      return true;
    },
    giveBack() {
      isTaken = false;
    },
  };
}

function makeStore(look: (actor: Actor) => unknown): object {
  const ids: string[] = [];
  return {
    ids,
    async add(actor: Actor, id: string) {
      const before = [...ids];
      await look(actor);
      ids.splice(0, ids.length, ...before, id);
    },
  };
}

function makeShop(look: (actor: Actor) => unknown): object {
  const paid = new Set<string>();
  return {
    async pay(actor: Actor, order: string, charge: () => void) {
      if (paid.has(order)) return;
      await look(actor);
      paid.add(order);
      charge();
    },
  };
}

function makeBell(look: (actor: Actor) => unknown): object {
  let rings = 0;
  const wakers: (() => void)[] = [];
  return {
    async heard(actor: Actor) {
      if (rings > 0) return;
      await look(actor);
      if (rings < 2) await new Promise<void>((wake) => wakers.push(wake));
    },
    ring() {
      rings++;
      for (const wake of wakers.splice(0)) wake();
    },
  };
}

test.each([
  ['./mutual-exclusion.ts', makeLock, 'mutual-exclusion'],
  ['./lost-update.ts', makeStore, 'no-lost-update'],
  ['./at-most-once.ts', makeShop, 'at-most-once'],
  ['./bounded-wait.ts', makeBell, 'bounded-wait'],
] as const)('the example of %s tells wrong from right', async (file, make, property) => {
  const scenario = scenarioOf(file, make);
  await expectViolates(scenario, 'flawed', [property], { strategy: 'exhaustive' });
  const { executions } = await expectHolds(scenario, 'right', { strategy: 'exhaustive' });
  expect(executions).toBeGreaterThan(1);
});
