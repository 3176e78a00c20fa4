import type { Scenario } from '../../scenario/scenario.ts';
import { begin, broken, correct, expects, scenarioOf, several, type Theme } from './program.ts';

// Races on memory: a gate stands for whatever is awaited. Small enough to prove.

export const theme: Theme = {
  name: 'memory',
  title: 'lost updates, check-then-act and lazy values in memory',
  strategy: 'exhaustive',
  schedules: 20_000,
  programs: {
    'count-over-an-await': broken('Both may read 0 before either writes 1.', (env) => {
      let count = 0;
      several(env, 2, async (actor) => {
        const read = count;
        await actor.gate();
        count = read + 1;
      });
      return expects(() => count, 2);
    }),
    'count-after-an-await': correct('Read and write are in one synchronous block.', (env) => {
      let count = 0;
      several(env, 3, async (actor) => {
        await actor.gate();
        count = count + 1;
      });
      return expects(() => count, 3);
    }),
    'add-awaited-in-place': broken('`total += await x` reads total before it waits.', (env) => {
      let total = 0;
      const price = async (gate: Promise<void>): Promise<number> => gate.then(() => 5);
      several(env, 2, async (actor) => {
        total += await price(actor.gate());
      });
      return expects(() => total, 10);
    }),
    'add-awaited-on-the-left': correct('In `await x + total` the left side is awaited before total is read.', (env) => {
      let total = 0;
      several(env, 2, async (actor) => {
        total = (await actor.gate().then(() => 5)) + total;
      });
      return expects(() => total, 10);
    }),
    'book-the-last-seat': broken('Both may find the seat free before either takes it.', (env) => {
      const seats = new Set([1]);
      let sold = 0;
      several(env, 2, async (actor) => {
        if (!seats.has(1)) return;
        await actor.gate('payment');
        seats.delete(1);
        sold++;
      });
      return expects(() => sold, 1);
    }),
    'reserve-then-pay': correct('The seat is taken in the block that finds it free; payment comes later.', (env) => {
      const seats = new Set([1]);
      let sold = 0;
      several(env, 3, async (actor) => {
        if (!seats.delete(1)) return;
        await actor.gate('payment');
        sold++;
      });
      return expects(() => sold, 1);
    }),
    overdraft: broken('Both withdrawals may pass the check of 100 before either takes its 80.', (env) => {
      let balance = 100;
      several(env, 2, async (actor) => {
        if (balance < 80) return;
        await actor.gate('fraud check');
        balance -= 80;
      });
      return () => balance < 0 && `the balance is ${balance}`;
    }),
    'check-again-after-the-await': correct('The check that counts is in the block that takes the money.', (env) => {
      let balance = 100;
      several(env, 2, async (actor) => {
        if (balance < 80) return;
        await actor.gate('fraud check');
        if (balance >= 80) balance -= 80;
      });
      return () => balance < 0 && `the balance is ${balance}`;
    }),
    'lazy-value-made-twice': broken('Each caller that comes before the first is done makes its own.', (env) => {
      let made = 0;
      let value: number | undefined;
      several(env, 2, async (actor) => {
        if (value !== undefined) return;
        await actor.gate();
        value = ++made;
      });
      return expects(() => made, 1);
    }),
    'lazy-promise': correct('The promise is kept before anything is awaited.', (env) => {
      let made = 0;
      let value: Promise<number> | undefined;
      several(env, 3, async (actor) => {
        value ??= actor.gate().then(() => ++made);
        await value;
      });
      return expects(() => made, 1);
    }),
    'lazy-promise-keeps-a-failure': broken('The rejected promise of the first try answers for ever.', (env) => {
      let tries = 0;
      let value: Promise<void> | undefined;
      const failures: number[] = [];
      several(env, 2, async (actor, i) => {
        value ??= actor.gate().then(() => {
          if (++tries === 1) throw new Error('not yet');
        });
        await value.catch(() => failures.push(i));
      });
      return () => failures.length > 1 && 'the second caller failed too, though only the first try does';
    }),
    'lazy-promise-forgets-a-failure': correct(
      'A caller tries again for itself as long as tries are shared and fail.',
      (env) => {
        let tries = 0;
        let value: Promise<void> | undefined;
        let failures = 0;
        several(env, 2, async (actor) => {
          for (let i = 0; i < 2; i++) {
            value ??= actor.gate().then(() => {
              if (++tries === 1) throw new Error('not yet');
            });
            const mine = value;
            try {
              await mine;
              return;
            } catch {
              if (value === mine) value = undefined;
            }
          }
          failures++;
        });
        return expects(() => failures, 0);
      },
    ),
    'clear-what-came-meanwhile': broken('What is pushed while the list is sent is cleared unsent.', (env) => {
      const list = ['a'];
      const sent: string[] = [];
      begin(env, {
        flush: async (actor) => {
          for (const each of [...list]) {
            await actor.gate('send');
            sent.push(each);
          }
          list.length = 0;
        },
        add: () => list.push('b'),
      });
      return () => sent.length + list.length < 2 && `sent ${sent}, left ${list}`;
    }),
    'take-the-list-then-send': correct('The list is swapped for a new one before anything is sent.', (env) => {
      let list = ['a'];
      const sent: string[] = [];
      begin(env, {
        flush: async (actor) => {
          const taken = list;
          list = [];
          for (const each of taken) {
            await actor.gate('send');
            sent.push(each);
          }
        },
        add: () => list.push('b'),
      });
      return () => sent.length + list.length < 2 && `sent ${sent}, left ${list}`;
    }),
    'stale-index': broken('An index found before an await points elsewhere after the other splice.', (env) => {
      const list = ['a', 'b', 'c'];
      const remove =
        (name: string) =>
        async (actor: { gate(): Promise<void> }): Promise<void> => {
          const at = list.indexOf(name);
          await actor.gate();
          list.splice(at, 1);
        };
      begin(env, { one: remove('a'), other: remove('b') });
      return expects(() => list, ['c']);
    }),
    'map-deleted-during-iteration': correct('A Map iterator never yields a key deleted before it got there.', (env) => {
      const map = new Map([
        ['a', 1],
        ['b', 2],
        ['c', 3],
      ]);
      const seen: unknown[] = [];
      begin(env, {
        iterates: async (actor) => {
          for (const [key] of map) {
            if (!map.has(key)) seen.push(key);
            await actor.gate();
          }
        },
        deletes: () => map.delete('b'),
      });
      return expects(() => seen, []);
    }),
    'id-from-length': broken('Two may take the length for an id before either pushes.', (env) => {
      const ids: number[] = [];
      several(env, 2, async (actor) => {
        const id = ids.length;
        await actor.gate();
        ids.push(id);
      });
      return () => new Set(ids).size < ids.length && `ids ${ids}`;
    }),
    'flag-set-too-late': broken('The flag is set after the await that it should guard.', (env) => {
      let [isRunning, runs] = [false, 0];
      several(env, 2, async (actor) => {
        if (isRunning) return;
        await actor.gate();
        isRunning = true;
        runs++;
      });
      return expects(() => runs, 1);
    }),
    'flag-left-by-a-failure': broken(
      'Without finally the flag stays set, and the next caller skips its work.',
      (env) => {
        let [isRunning, calls, skipped] = [false, 0, 0];
        begin(env, {
          only: async (actor) => {
            const run = async (): Promise<void> => {
              if (isRunning) return void skipped++;
              isRunning = true;
              await actor.gate();
              if (++calls === 1) throw new Error('first');
              isRunning = false;
            };
            await run().catch(() => {});
            await run();
          },
        });
        return expects(() => skipped, 0);
      },
    ),
    'compare-and-set-with-retry': correct(
      'A writer that finds another version begins again; there is no await between check and write.',
      (env) => {
        let row = { version: 0, count: 0 };
        several(env, 2, async (actor) => {
          for (;;) {
            const read = row;
            await actor.gate('compute');
            if (row.version !== read.version) continue;
            row = { version: read.version + 1, count: read.count + 1 };
            return;
          }
        });
        return expects(() => row.count, 2);
      },
    ),
    'compare-await-set': broken('Between the check of the version and the write there is an await.', (env) => {
      let row = { version: 0, count: 0 };
      several(env, 2, async (actor) => {
        for (;;) {
          const read = row;
          if (row.version !== read.version) continue;
          await actor.gate('commit');
          row = { version: read.version + 1, count: read.count + 1 };
          return;
        }
      });
      return expects(() => row.count, 2);
    }),
    'idempotency-key-after-the-work': broken('Two requests with one key both find it unknown.', (env) => {
      const done = new Set<string>();
      let charged = 0;
      several(env, 2, async (actor) => {
        if (done.has('key')) return;
        await actor.gate('charge');
        charged++;
        done.add('key');
      });
      return expects(() => charged, 1);
    }),
    'idempotency-key-holds-the-promise': correct(
      'The key is known from the first request on; the others wait for its promise.',
      (env) => {
        const done = new Map<string, Promise<number>>();
        let charged = 0;
        several(env, 3, async (actor) => {
          if (!done.has('key'))
            done.set(
              'key',
              actor.gate('charge').then(() => ++charged),
            );
          await done.get('key');
        });
        return expects(() => charged, 1);
      },
    ),
  },
};

export const scenario: Scenario = scenarioOf(theme);
