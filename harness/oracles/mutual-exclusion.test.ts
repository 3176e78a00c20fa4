import { expect, test } from 'vitest';
import type { Actor } from '../engine/operation.ts';
import type { Env } from '../scenario/env.ts';
import type { Evidence, Property } from '../scenario/property.ts';
import { evidenceAfter, judgedBy, type OracleTrial, verdictsOf } from '../testing/oracle-trial.ts';
import { tracked, trackedRecord } from '../tracking/tracked.ts';
import { MutualExclusion } from './mutual-exclusion.ts';

type Holder = Parameters<MutualExclusion['acquired']>[0];
type LockOptions = NonNullable<ConstructorParameters<typeof MutualExclusion>[1]>;

const property: Property<MutualExclusion> = MutualExclusion.property((locks: MutualExclusion) => locks);

/** How often the locks of these tests were got: a property that nobody asks anything of holds too. */
let acquisitions = 0;

/** A lock in memory, or a semaphore. One that waits between looking and taking lets others in. */
class TryLock {
  private taken = 0;

  async take(actor: Actor, permits: number, waits: boolean): Promise<boolean> {
    await ownGate(actor);
    if (this.taken >= permits) return false;
    if (waits) await ownGate(actor);
    this.taken++;
    acquisitions++;
    return true;
  }

  giveBack(): void {
    this.taken--;
  }
}

/** A choice point that has nothing to do with other actors. */
function ownGate(actor: Actor): Promise<void> {
  return actor.gate(`own of ${actor.name}`);
}

/** Each of these, in a process of its own, takes the lock once. */
function trialOf(names: readonly string[], options: LockOptions = {}): OracleTrial<boolean, MutualExclusion> {
  return {
    implementations: { flawed: true, right: false },
    property,
    setup(env, waits) {
      const locks = trackedRecord(new MutualExclusion(env, options));
      const lock = tracked(new TryLock());
      for (const name of names) {
        env.actor(name, env.process(name), async (actor) => {
          if (!(await lock.take(actor, options.permits ?? 1, waits))) return;
          locks.acquired(actor);
          await ownGate(actor);
          locks.released(actor);
          lock.giveBack();
        });
      }
      return locks;
    },
  };
}

test('a lock that is looked at, then taken has two holders in some schedule; one that is taken at once in none', async () => {
  acquisitions = 0;
  expect(await verdictsOf(trialOf(['a', 'b']))).toEqual({ flawed: 'violated', right: 'holds' });
  expect(acquisitions).toBeGreaterThan(100);
});

test('a semaphore of two permits has three holders in some schedule if it is looked at, then taken', async () => {
  const trial = trialOf(['a', 'b', 'c'], { permits: 2 });
  expect((await judgedBy(trial, 'flawed', 'tracked')).message).toMatch(
    /^[abc] got the lock while [abc], [abc] had it \(2 permits\)$/,
  );
  expect((await judgedBy(trial, 'right', 'tracked')).verdict).toBe('holds');
  expect((await judgedBy(trialOf(['a', 'b'], { permits: 2 }), 'flawed')).verdict).toBe('holds');
});

/** Two that hold something in turn by default, with nothing in common but the recorder. */
function strangers(make: (env: Env) => MutualExclusion): OracleTrial<null, MutualExclusion> {
  return {
    implementations: { only: null },
    property,
    setup(env) {
      const locks = make(env);
      for (const name of ['a', 'b']) {
        env.actor(name, env.process(name), async (actor) => {
          await ownGate(actor);
          locks.acquired(actor);
          await ownGate(actor);
          locks.released(actor);
        });
      }
      return locks;
    },
  };
}

test('two that meet nowhere but in the recorder are told apart if that is tracked, and not if it is not', async () => {
  const trial = strangers((env) => trackedRecord(new MutualExclusion(env)));
  expect(await verdictsOf(trial)).toEqual({ only: 'violated' });
  const [plain, reduced] = [await judgedBy(trial, 'only'), await judgedBy(trial, 'only', 'tracked')];
  expect(reduced.executions).toBeLessThan(plain.executions);
  const untracked = await judgedBy(
    strangers((env) => new MutualExclusion(env)),
    'only',
    'tracked',
  );
  expect(untracked).toMatchObject({ verdict: 'holds', executions: 1 });
});

/** A lease that has run out: whoever comes takes it, whether its holder was killed before or will be. */
const takenFromTheKilled: OracleTrial<'the killer itself' | 'anybody', MutualExclusion> = {
  implementations: { afterwards: 'the killer itself', anytime: 'anybody' },
  property,
  setup(env, who) {
    const locks = trackedRecord(new MutualExclusion(env));
    const process = env.process('holder');
    locks.acquired({ name: 'holder', process });
    env.actor('killer', env.process('killer'), async (actor) => {
      await ownGate(actor);
      env.kill(process);
      if (who === 'the killer itself') locks.acquired(actor);
    });
    env.actor('taker', env.process('taker'), async (actor) => {
      await ownGate(actor);
      if (who === 'anybody') locks.acquired(actor);
    });
    return locks;
  },
};

test('who was killed holds nothing; who is killed later does, and reduction knows the difference', async () => {
  expect(await verdictsOf(takenFromTheKilled)).toEqual({ afterwards: 'holds', anytime: 'violated' });
});

type Script = (locks: MutualExclusion, holder: (name: string) => Holder, next: () => Promise<void>) => Promise<void>;

function after(script: Script, options: LockOptions = {}): Promise<Evidence | undefined> {
  return evidenceAfter(
    property,
    (env) => new MutualExclusion(env, options),
    (locks, actor) => {
      const { process } = actor;
      return script(
        locks,
        (name) => ({ name, process }),
        () => actor.gate(),
      );
    },
  );
}

test('the evidence names both holders and points at the steps at which they got the lock', async () => {
  const evidence = await after(async (locks, holder, next) => {
    await next();
    locks.acquired(holder('a'), 'the lock of s1');
    await next();
    await next();
    locks.acquired(holder('b'), 'the lock of s1');
    locks.acquired(holder('c'), 'the lock of s1');
  });
  expect(evidence).toEqual({ message: 'b got the lock of s1 while a had it', steps: [2, 4] });
});

test('locks of two names are two locks', async () => {
  const evidence = await after(async (locks, holder) => {
    locks.acquired(holder('a'), 'one');
    locks.acquired(holder('b'), 'other');
    locks.released(holder('a'), 'other');
    locks.acquired(holder('b'), 'one');
  });
  expect(evidence?.message).toBe('b got one while a had it');
});

test('who gets a lock twice breaks the property, unless the lock is re-entrant', async () => {
  const twice: Script = async (locks, holder) => {
    locks.acquired(holder('a'));
    locks.acquired(holder('a'));
  };
  expect((await after(twice))?.message).toBe('a got the lock while a had it');
  expect(await after(twice, { isReentrant: true })).toBeUndefined();
});

test('a re-entrant lock is another’s when it was released as often as it was got, and not before', async () => {
  const released = (times: number) =>
    after(
      async (locks, holder) => {
        for (let i = 0; i < 2; i++) locks.acquired(holder('a'));
        for (let i = 0; i < times; i++) locks.released(holder('a'));
        locks.acquired(holder('b'));
      },
      { isReentrant: true },
    );
  expect((await released(1))?.message).toBe('b got the lock while a had it');
  expect(await released(2)).toBeUndefined();
});

test('a re-entrant semaphore counts holders, and not how often each has it', async () => {
  const options = { permits: 2, isReentrant: true };
  const heldBy = (...names: string[]) =>
    after(async (locks, holder) => {
      for (const name of names) locks.acquired(holder(name));
    }, options);
  expect(await heldBy('a', 'a', 'b', 'a')).toBeUndefined();
  expect((await heldBy('a', 'a', 'b', 'c'))?.message).toBe('c got the lock while a, b had it (2 permits)');
});

test('of a semaphore that is not re-entrant, who gets it twice has two permits', async () => {
  const evidence = await after(
    async (locks, holder) => {
      for (const name of ['a', 'a', 'b']) locks.acquired(holder(name));
    },
    { permits: 2 },
  );
  expect(evidence?.message).toBe('b got the lock while a had it (2 permits)');
});

test('what nobody gets, or who has nothing gives back, breaks nothing', async () => {
  expect(await after(async () => {})).toBeUndefined();
  expect(await after(async (locks, holder) => locks.released(holder('a')))).toBeUndefined();
});

test('a lock of no permits is refused', async () => {
  for (const permits of [0, 1.5, Number.NaN]) {
    await expect(after(async () => {}, { permits })).rejects.toThrow(`ERR_USAGE: a lock has ${permits} permits`);
  }
});
