import { expect, test } from 'vitest';
import type { Actor } from '../engine/operation.ts';
import type { Env } from '../scenario/env.ts';
import type { Evidence, Property } from '../scenario/property.ts';
import { evidenceAfter, judgedBy, type OracleTrial, verdictsOf } from '../testing/oracle-trial.ts';
import { tracked, trackedRecord } from '../tracking/tracked.ts';
import { BoundedWait } from './bounded-wait.ts';

type When = Property<unknown>['when'];
type Body = (actor: Actor) => unknown;

const BOUND_MS = 100;

const property: Property<BoundedWait> = BoundedWait.property((waits: BoundedWait) => waits);

/** How many waits of these tests ended: a property that nobody asks anything of holds too. */
let ends = 0;

/** A bell that is heard by whoever listens, or comes later. One that waits between looking and listening misses it. */
class Bell {
  private rings = 0;
  private wakers: readonly (() => void)[] = [];

  async heard(actor: Actor, isFlawed: boolean): Promise<void> {
    if (this.rings > 0) return;
    if (isFlawed) await actor.gate(`own of ${actor.name}`);
    // The last ring is past: who listens now would hang, which is not this property's to find.
    if (this.rings < 2) await new Promise<void>((wake) => this.listen(wake));
  }

  ring(): void {
    this.rings++;
    for (const wake of this.wakers) wake();
    this.wakers = [];
  }

  private listen(wake: () => void): void {
    this.wakers = [...this.wakers, wake];
  }
}

function at(env: Env, atMs: number, act: Body): void {
  env.actor(`at ${atMs}`, env.process(`clock of ${atMs}`), act, { atMs, latestMs: atMs });
}

const bells: OracleTrial<boolean, BoundedWait> = {
  implementations: { flawed: true, right: false },
  property,
  setup(env, isFlawed) {
    const waits = trackedRecord(new BoundedWait(env, { boundMs: BOUND_MS }));
    const bell = tracked(new Bell());
    for (const name of ['a', 'b']) {
      env.actor(name, env.process('house'), async (actor) => {
        waits.began(actor, 'the bell');
        await bell.heard(actor, isFlawed);
        waits.ended(actor, 'the bell');
        ends++;
      });
    }
    for (const atMs of [50, 500]) at(env, atMs, () => bell.ring());
    return waits;
  },
};

test('who looks, then listens misses the bell in some schedule and waits too long; who does both at once in none', async () => {
  ends = 0;
  expect(await verdictsOf(bells)).toEqual({ flawed: 'violated', right: 'holds' });
  expect(ends).toBeGreaterThan(20);
  expect((await judgedBy(bells, 'flawed')).message).toMatch(/^[ab] waited \d+ ms for the bell \(bound 100 ms\)$/);
});

/** A wait that begins at 0 ms and does not end, in a process that is killed at 50 ms or left; `last` is all that follows. */
function open(lastMs: number, when: When = 'quiescence', last: Body = () => {}): OracleTrial<boolean, BoundedWait> {
  return {
    implementations: { killed: true, left: false },
    property: BoundedWait.property((waits: BoundedWait) => waits, { when }),
    setup(env, isKilled) {
      const waits = trackedRecord(new BoundedWait(env, { boundMs: BOUND_MS }));
      const process = env.process('waiter');
      waits.began({ name: 'waiter', process }, 'an answer');
      at(env, 50, () => isKilled && env.kill(process));
      at(env, lastMs, last);
      return waits;
    },
  };
}

test('a wait that goes on at the end is too long once its bound has passed, and excused if its process was killed', async () => {
  expect(await verdictsOf(open(101))).toEqual({ killed: 'holds', left: 'violated' });
  expect((await judgedBy(open(1_200), 'left')).message).toBe(
    'waiter has waited 1,200 ms for an answer (bound 100 ms), and still waits',
  );
});

test('a wait that goes on at the end within its bound is undecided, and no answer on the way', async () => {
  expect(await verdictsOf(open(100))).toEqual({ killed: 'holds', left: 'unknown' });
  expect((await judgedBy(open(100, 'step'), 'left')).verdict).toBe('holds');
  expect((await judgedBy(open(101, 'step'), 'left')).verdict).toBe('violated');
});

test('an execution that ends at a bound of the engine is unknown, unless the wait was too long on the way', async () => {
  const endless: Body = async (actor) => {
    for (;;) await actor.gate();
  };
  expect((await judgedBy(open(500, 'quiescence', endless), 'left')).verdict).toBe('unknown');
  expect((await judgedBy(open(500, 'step', endless), 'left')).verdict).toBe('violated');
});

/** What the property finds when this is told: `5 began a x`, which is at 5 ms, by a, of x. */
function after(
  ...calls: readonly `${number} ${'began' | 'ended'} ${string} ${string}`[]
): Promise<Evidence | undefined> {
  return evidenceAfter(
    property,
    (env) => {
      const waits = new BoundedWait(env, { boundMs: BOUND_MS });
      const process = env.process('waiters');
      for (const call of calls) {
        const [atMs, did, name = '', what = ''] = call.split(' ');
        at(env, Number(atMs), () => waits[did === 'began' ? did : 'ended']({ name, process }, what));
      }
      return waits;
    },
    async () => {},
  );
}

test('the evidence says who waited for what, how long, and points at the steps where that began and ended', async () => {
  const evidence = await after('5 began a x', '7 began b x', '105 ended a x', '2007 ended b x');
  expect(evidence).toEqual({ message: 'b waited 2,000 ms for x (bound 100 ms)', steps: [3, 5] });
});

test('waits of one actor are told apart: one after the other, and those for two things', async () => {
  expect(await after('0 began a x', '90 ended a x', '95 began a x', '180 ended a x')).toBeUndefined();
  const two = await after('1 began a y', '2 began a x', '90 ended a x', '102 ended a y');
  expect(two?.message).toBe('a waited 101 ms for y (bound 100 ms)');
});

test('who asks again before it has got anything waits since it asked first', async () => {
  const evidence = await after('0 began a x', '80 began a x', '120 ended a x');
  expect(evidence?.message).toBe('a waited 120 ms for x (bound 100 ms)');
});

test('a recorder that was told nothing, or of an end without a beginning, finds nothing', async () => {
  expect(await after()).toBeUndefined();
  expect(await after('500 ended a x')).toBeUndefined();
});

test('a bound that cannot be is refused', async () => {
  for (const boundMs of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    const made = evidenceAfter(
      property,
      (env) => new BoundedWait(env, { boundMs }),
      async () => {},
    );
    await expect(made).rejects.toThrow(`ERR_USAGE: a wait has a bound of ${boundMs} ms`);
  }
});
