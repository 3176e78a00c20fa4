import { expect, test } from 'vitest';
import type { Actor } from '../engine/operation.ts';
import type { Property } from '../scenario/property.ts';
import { evidenceAfter, judgedBy, type OracleTrial, verdictsOf } from '../testing/oracle-trial.ts';
import { tracked, trackedRecord } from '../tracking/tracked.ts';
import { AtMostOnce } from './at-most-once.ts';

const property: Property<AtMostOnce> = AtMostOnce.property((charges: AtMostOnce) => charges);

/** Effects of these tests: a property of nothing holds too. */
let effects = 0;

/** Charges an order unless it has been charged. One that waits between looking and charging charges it again. */
class Shop {
  private readonly charged: Set<string> = new Set();

  async charge(actor: Actor, order: string, waits: boolean, charges: AtMostOnce): Promise<void> {
    await actor.gate(`own of ${actor.name}`);
    if (this.charged.has(order)) return;
    if (waits) await actor.gate(`own of ${actor.name}`);
    this.charged.add(order);
    charges.performed(order);
    effects++;
  }
}

const twoTries: OracleTrial<boolean, AtMostOnce> = {
  implementations: { flawed: true, right: false },
  property,
  setup(env, waits) {
    const charges = trackedRecord(new AtMostOnce(env));
    const shop = tracked(new Shop());
    for (const name of ['first try', 'second try']) {
      env.actor(name, env.process(name), (actor) => shop.charge(actor, 'order-1', waits, charges));
    }
    return charges;
  },
};

test('a charge that looks, waits and charges happens twice in some schedule; one that does not wait in none', async () => {
  effects = 0;
  expect(await verdictsOf(twoTries)).toEqual({ flawed: 'violated', right: 'holds' });
  expect(effects).toBeGreaterThan(20);
});

test('reduction takes fewer executions to the same verdict', async () => {
  const [plain, reduced] = [await judgedBy(twoTries, 'flawed'), await judgedBy(twoTries, 'flawed', 'tracked')];
  expect(reduced.executions).toBeLessThan(plain.executions);
});

/** A worker that is killed at any moment, and started again by its supervisor. It notes what it has done before or after. */
const restarted: OracleTrial<'before' | 'after', AtMostOnce> = {
  implementations: { notesFirst: 'before', chargesFirst: 'after' },
  property,
  setup(env, notes) {
    const charges = trackedRecord(new AtMostOnce(env));
    const disk = tracked({ isDone: false });
    const work = async (actor: Actor): Promise<void> => {
      await actor.gate('own of the worker');
      if (disk.isDone) return;
      if (notes === 'before') disk.isDone = true;
      else charges.performed('order-1');
      await actor.gate('own of the worker');
      if (notes === 'before') charges.performed('order-1');
      else disk.isDone = true;
    };
    const worker = env.process('worker');
    env.actor('work', worker, work);
    env.actor('supervisor', env.process('supervisor'), () => {
      env.kill(worker);
      env.actor('work again', env.process('worker'), work);
    });
    return charges;
  },
};

test('who is killed after the effect may not do it again; who is killed before it may', async () => {
  expect(await verdictsOf(restarted)).toEqual({ notesFirst: 'holds', chargesFirst: 'violated' });
});

test('the evidence counts and names what happened too often, and points at each time', async () => {
  const evidence = await evidenceAfter(
    property,
    (env) => new AtMostOnce(env),
    async (charges, actor) => {
      for (const key of ['a', 'b', 'c', 'b', 'a', 'b']) {
        await actor.gate();
        charges.performed(key);
      }
    },
  );
  expect(evidence).toEqual({
    message: '2 of 3 keys performed more than once: a (2 times), b (3 times)',
    steps: [2, 6, 3, 5, 7],
  });
});

test('what never happens breaks nothing', async () => {
  const evidence = await evidenceAfter(
    property,
    (env) => new AtMostOnce(env),
    async () => {},
  );
  expect(evidence).toBeUndefined();
});
