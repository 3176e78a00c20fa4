import { expect, test } from 'vitest';
import type { Actor } from '../engine/operation.ts';
import type { Env } from '../scenario/env.ts';
import type { Evidence, Property } from '../scenario/property.ts';
import { evidenceAfter, judgedBy, type OracleTrial, verdictsOf } from '../testing/oracle-trial.ts';
import { tracked, trackedRecord } from '../tracking/tracked.ts';
import { LostUpdate } from './lost-update.ts';

interface State {
  readonly updates: LostUpdate;
  readonly store: Store;
}

/** Updates that were acknowledged in these tests: a property of nothing holds too. */
let acknowledgements = 0;

/** A list of ids that is read, then written whole. One that waits in between writes over what came meanwhile. */
class Store {
  ids: readonly string[] = [];

  async add(actor: Actor, id: string, waits: boolean): Promise<void> {
    const before = this.ids;
    if (waits) await actor.gate(`own of ${actor.name}`);
    this.ids = [...before, id];
  }
}

const property: Property<State> = LostUpdate.property(({ updates }: State) => updates);

type Read = (store: Store) => readonly string[] | number;

function stateIn(env: Env, read: Read): State {
  const store = tracked(new Store());
  return { store, updates: trackedRecord(new LostUpdate(env, () => read(store))) };
}

const ids: Read = (store) => store.ids;
const count: Read = (store) => store.ids.length;

function trialOf(read: Read): OracleTrial<boolean, State> {
  return {
    implementations: { flawed: true, right: false },
    property,
    setup(env, waits) {
      const state = stateIn(env, read);
      for (const name of ['a', 'b']) {
        env.actor(name, env.process(name), async (actor) => {
          await state.store.add(actor, name, waits);
          state.updates.acknowledged(name);
          acknowledgements++;
        });
      }
      return state;
    },
  };
}

test.each([
  ['ids', ids],
  ['a count', count],
])(
  'a store that reads, waits and writes loses an update in some schedule, one that does not in none: by %s',
  async (_, read) => {
    acknowledgements = 0;
    expect(await verdictsOf(trialOf(read))).toEqual({ flawed: 'violated', right: 'holds' });
    expect(acknowledgements).toBeGreaterThan(20);
  },
);

test('reduction takes fewer executions to the same verdict', async () => {
  const [plain, reduced] = [await judgedBy(trialOf(ids), 'flawed'), await judgedBy(trialOf(ids), 'flawed', 'tracked')];
  expect(reduced.executions).toBeLessThan(plain.executions);
});

/** One that acknowledges before or after it writes, and a kill at any moment. */
const killed: OracleTrial<'before' | 'after', State> = {
  implementations: { acknowledgesFirst: 'before', writesFirst: 'after' },
  property,
  setup(env, when) {
    const state = stateIn(env, ids);
    const server = env.process('server');
    env.actor('server', server, async (actor) => {
      for (const id of ['a', 'b']) {
        await actor.gate('own of the server');
        if (when === 'before') state.updates.acknowledged(id);
        else await state.store.add(actor, id, false);
        await actor.gate('own of the server');
        if (when === 'before') await state.store.add(actor, id, false);
        else state.updates.acknowledged(id);
      }
    });
    env.actor('killer', env.process('killer'), () => env.kill(server));
    return state;
  },
};

test('an update whose process is killed before it was acknowledged may be lost, one acknowledged before may not', async () => {
  expect(await verdictsOf(killed)).toEqual({ acknowledgesFirst: 'violated', writesFirst: 'holds' });
});

function after(acknowledged: readonly string[], final: readonly string[] | number): Promise<Evidence | undefined> {
  return evidenceAfter(
    LostUpdate.property((updates: LostUpdate) => updates),
    (env) => new LostUpdate(env, () => final),
    async (updates, actor) => {
      for (const id of acknowledged) {
        await actor.gate();
        updates.acknowledged(id);
      }
    },
  );
}

test('the evidence counts and names what is lost, and points at where it was acknowledged', async () => {
  expect(await after(['a', 'b', 'c'], ['b', 'never acknowledged'])).toEqual({
    message: '2 of 3 acknowledged lost: a, c',
    steps: [2, 4],
  });
  expect(await after(['a', 'b'], 1)).toEqual({ message: '2 acknowledged, and the count is 1', steps: [2, 3] });
});

test('of many lost the evidence names five', async () => {
  const seven = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  expect((await after(seven, []))?.message).toBe('7 of 7 acknowledged lost: a, b, c, d, e and 2 more');
});

test('where nothing was acknowledged nothing is lost, and a count that cannot be read has lost all', async () => {
  expect(await after([], [])).toBeUndefined();
  expect(await after([], Number.NaN)).toBeUndefined();
  expect((await after(['a'], Number.NaN))?.message).toBe('1 acknowledged, and the count is NaN');
});

test('what is there without having been acknowledged breaks nothing', async () => {
  expect(await after(['a'], ['a', 'b'])).toBeUndefined();
  expect(await after(['a'], 2)).toBeUndefined();
});
