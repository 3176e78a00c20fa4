import { expect, test } from 'vitest';
import { explore } from '../../explore/explore.ts';
import { runOnce } from '../../run/detailed-run.ts';
import { trial } from '../../testing/trial.ts';

const KEY = Symbol.for('raceline.test.held');

/** What libraries do that want one table a process, in the ways that are about. */
const WAYS: Readonly<Record<string, (owner: Record<symbol, unknown>) => Set<string>>> = {
  assigned: (owner) => {
    owner[KEY] ??= new Set();
    return owner[KEY] as Set<string>;
  },
  'asked for': (owner) => {
    if (!(KEY in owner)) owner[KEY] = new Set();
    return owner[KEY] as Set<string>;
  },
  'its own': (owner) => {
    if (!Object.hasOwn(owner, KEY)) owner[KEY] = new Set();
    return owner[KEY] as Set<string>;
  },
};

const OWNERS = { process, globalThis } as unknown as Readonly<Record<string, Record<symbol, unknown>>>;
const CASES = Object.keys(OWNERS).flatMap((owner) => Object.keys(WAYS).map((way) => [owner, way] as const));

test.each(CASES)('%s[Symbol.for(...)] that is %s: each process has its own, in each execution', async (owner, way) => {
  const seen = new Set<string>();
  const table = (): Set<string> => (WAYS[way] as (typeof WAYS)[string])(OWNERS[owner] as Record<symbol, unknown>);
  const scenario = trial((env) => {
    for (const name of ['a', 'b']) {
      const own = env.process(name);
      for (const actor of [`${name}1`, `${name}2`]) {
        env.actor(actor, own, async () => {
          table().add(actor);
          await new Promise((resolve) => setTimeout(resolve, 10));
          if (table().size === 2) seen.add([...table()].sort().join());
        });
      }
    }
  });
  await explore(scenario, 'only', { schedulesMax: 20 });
  expect([...seen].sort()).toEqual(['a1,a2', 'b1,b2']);
  expect(Object.hasOwn(OWNERS[owner] as object, KEY)).toBe(false);
});

test('what was there before, and what is no registered symbol, all share', async () => {
  const own = Symbol('own');
  Reflect.set(process, KEY, 'before');
  const seen: unknown[] = [];
  const scenario = trial((env) => {
    env.actor('a', env.process('a'), () => {
      Reflect.set(globalThis, own, 1);
      seen.push(Reflect.get(process, KEY));
    });
    env.actor('b', env.process('b'), () => seen.push(Reflect.get(globalThis, own), Reflect.get(process, KEY)));
  });
  await runOnce(scenario);
  Reflect.deleteProperty(process, KEY);
  Reflect.deleteProperty(globalThis, own);
  expect(seen).toEqual(['before', 1, 'before']);
});

test('an actor that begins at once, in setup, is of its process too', async () => {
  const seen: unknown[] = [];
  const scenario = trial((env) => {
    const [a, b] = [env.process('a'), env.process('b')];
    env.actor('a', a, () => Reflect.set(process, KEY, 'a'), { atOnce: true });
    seen.push(Reflect.has(process, KEY));
    env.actor('b', b, () => seen.push(Reflect.get(process, KEY)));
    env.actor('a2', a, () => seen.push(Reflect.get(process, KEY)));
  });
  await runOnce(scenario);
  expect(seen).toEqual([false, undefined, 'a']);
});
