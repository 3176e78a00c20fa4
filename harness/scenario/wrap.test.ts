import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, test } from 'vitest';
import { explore } from '../explore/explore.ts';
import { runOnce } from '../run/detailed-run.ts';
import { trial } from '../testing/trial.ts';

class FakeDatabase {
  readonly #rows = new Map([['n', 0]]);

  async read(key: string): Promise<number> {
    await null;
    return this.#rows.get(key) ?? 0;
  }

  async write(key: string, value: number): Promise<void> {
    this.#rows.set(key, value);
  }

  async refuse(): Promise<never> {
    throw new Error('refused');
  }

  async sleep(): Promise<string> {
    await new Promise((resolve) => setTimeout(resolve, 200));
    return 'slept';
  }
}

test('two read-modify-writes of a wrapped client lose an update in some order, and are sound in others', async () => {
  const results = new Set<number>();
  const scenario = trial((env) => {
    const db = env.wrap(new FakeDatabase(), ['read', 'write'], { reads: ['read'] });
    let left = 2;
    for (const name of ['a', 'b']) {
      env.actor(name, env.process(name), async () => {
        await db.write('n', (await db.read('n')) + 1);
        if (--left === 0) results.add(await db.read('n'));
      });
    }
  });
  await explore(scenario, 'only', { strategy: 'exhaustive' });
  expect([...results].sort()).toEqual([1, 2]);
});

test('a call is an operation with the name of the function: it acts in one step and answers in another', async () => {
  const scenario = trial((env) => {
    const db = env.wrap(new FakeDatabase(), ['read']);
    env.actor('a', env.process('p'), () => db.read('n'));
  });
  const { events, leaks, actors } = await runOnce(scenario);
  expect(leaks).toEqual([]);
  expect(events.filter(({ text }) => /^a#2 /.test(text)).map(({ text }) => text)).toEqual([
    expect.stringMatching(/^a#2 read FakeDatabase/),
    expect.stringMatching(/^a#2 read FakeDatabase/),
  ]);
  expect(actors[0]?.state).toEqual({ kind: 'returned', value: 0 });
});

test('what it rejects with, what it waits for itself and the asynchronous context reach the caller', async () => {
  const storage = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  const scenario = trial((env) => {
    const db = env.wrap(new FakeDatabase(), ['refuse', 'sleep'], { resource: 'db', latestMs: 0 });
    env.actor('a', env.process('p'), async () => {
      await storage.run('inside', async () => {
        await db.refuse().catch((error: Error) => seen.push(error.message));
        seen.push(await db.sleep(), storage.getStore(), env.now);
      });
    });
  });
  expect((await runOnce(scenario)).leaks).toEqual([]);
  expect(seen).toEqual(['refused', 'slept', 'inside', 200]);
});

test('a prototype that is wrapped in every execution is wrapped once, and as ever for who is no actor', async () => {
  const scenario = trial((env) => {
    env.wrap(FakeDatabase.prototype, ['read']);
    const db = new FakeDatabase();
    env.actor('a', env.process('p'), () => db.read('n'));
  });
  const steps = new Set<number>();
  for (let i = 0; i < 3; i++) steps.add((await runOnce(scenario)).steps);
  expect(steps).toEqual(new Set([3]));
  expect(await new FakeDatabase().read('n')).toBe(0);
});

test('a call whose process is killed before it acts is not made', async () => {
  const made = new Set<number>();
  const scenario = trial((env) => {
    let calls = 0;
    const client = env.wrap({ send: async () => calls++ }, ['send'], { resource: 'client' });
    const own = env.process('p');
    env.actor('a', own, () => client.send());
    env.actor('k', env.process('killer'), () => {
      env.kill(own);
      made.add(calls);
    });
  });
  await explore(scenario, 'only', { strategy: 'exhaustive' });
  expect([...made].sort()).toEqual([0, 1]);
});

test.each<[string, object, object]>([
  ['it is no function', { send: 1 }, {}],
  ['does not let it be replaced', Object.freeze({ send: async () => {} }), {}],
  ["control: 'gates'", { send: async () => {} }, { control: 'gates' }],
])('what cannot be wrapped is said: %s', async (says, target, spec) => {
  const scenario = trial((env) => env.wrap(target, ['send' as never]), spec);
  await expect(runOnce(scenario)).rejects.toThrow(says);
});
