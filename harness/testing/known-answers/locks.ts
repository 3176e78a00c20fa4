import type { Actor } from '../../engine/operation.ts';
import type { Env } from '../../scenario/env.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import {
  begin,
  beginTogether,
  broken,
  correct,
  deferred,
  expects,
  type Judge,
  scenarioOf,
  several,
  type Theme,
} from './program.ts';

// Mutexes, semaphores, barriers: right ones, and wrong ones as they are written every day.

/** Who is in the critical section, and how many there were at most. */
class Room {
  inside = 0;
  most = 0;
  visits = 0;

  async visit(actor: Actor): Promise<void> {
    this.visits++;
    this.most = Math.max(this.most, ++this.inside);
    await actor.gate('room');
    this.inside--;
  }
}

const atMost =
  (room: Room, most: number): Judge =>
  () =>
    room.most > most && `${room.most} at once`;

/** Each waits for the one before it. */
class ChainMutex {
  private tail: Promise<void> = Promise.resolve();

  async run(body: () => Promise<void>): Promise<void> {
    const before = this.tail;
    const mine = deferred();
    this.tail = mine.promise;
    await before;
    try {
      await body();
    } finally {
      mine.resolve();
    }
  }
}

/** `capacity` at a time; `handsOver`: a release gives its permit to who waits. `newest`: to the one who came last. */
class Semaphore {
  private readonly waiting: (() => void)[] = [];
  private free: number;
  private readonly how: { handsOver: boolean; newest?: boolean };

  constructor(capacity: number, how: { handsOver: boolean; newest?: boolean } = { handsOver: true }) {
    this.free = capacity;
    this.how = how;
  }

  async acquire(): Promise<void> {
    if (this.free > 0) {
      this.free--;
      return;
    }
    await new Promise<void>((resolve) => this.waiting.push(resolve));
    if (!this.how.handsOver) this.free--;
  }

  release(): void {
    const next = this.how.newest === true ? this.waiting.pop() : this.waiting.shift();
    if (next === undefined || !this.how.handsOver) this.free++;
    next?.();
  }
}

function visitors(env: Env, count: number, semaphore: Semaphore): Room {
  const room = new Room();
  several(env, count, async (actor) => {
    await semaphore.acquire();
    await room.visit(actor);
    semaphore.release();
  });
  return room;
}

/** Two actors that take two locks, in these orders. */
function twoLocks(env: Env, orders: readonly (readonly [number, number])[]): Judge {
  const locks = [new Semaphore(1), new Semaphore(1)] as const;
  return several(env, 2, async (actor, i) => {
    const order = orders[i] ?? [0, 1];
    for (const each of order) {
      await locks[each as 0 | 1].acquire();
      await actor.gate();
    }
    for (const each of order) locks[each as 0 | 1].release();
  });
}

export const theme: Theme = {
  name: 'locks',
  title: 'mutexes, semaphores, barriers and latches',
  strategy: 'exhaustive',
  schedules: 30_000,
  programs: {
    'chain-mutex': correct('Each waits for the promise of the one before it.', (env) => {
      const [mutex, room] = [new ChainMutex(), new Room()];
      several(env, 3, (actor) => mutex.run(() => room.visit(actor)));
      return atMost(room, 1);
    }),
    'chain-mutex-not-awaited': broken('The caller begins the locked work and goes on with it outside.', (env) => {
      const [mutex, room] = [new ChainMutex(), new Room()];
      several(env, 2, async (actor) => {
        void mutex.run(async () => {});
        await room.visit(actor);
      });
      return atMost(room, 1);
    }),
    'chain-mutex-body-not-returned': broken('The locked function does not return the promise of its work.', (env) => {
      const [mutex, room] = [new ChainMutex(), new Room()];
      several(env, 2, (actor) => mutex.run(async () => void room.visit(actor)));
      return atMost(room, 1);
    }),
    'mutex-that-hands-over': correct('The permit goes from hand to hand and is never free in between.', (env) =>
      atMost(visitors(env, 3, new Semaphore(1)), 1),
    ),
    'mutex-newest-first': correct('Last come first served is unfair, and exclusive all the same.', (env) =>
      atMost(visitors(env, 3, new Semaphore(1, { handsOver: true, newest: true })), 1),
    ),
    'mutex-that-lets-others-barge-in': broken(
      'Released and taken again in one turn, before the one that was woken: both have it.',
      (env) => {
        const [semaphore, room] = [new Semaphore(1, { handsOver: false }), new Room()];
        several(env, 2, async (actor) => {
          for (let i = 0; i < 2; i++) {
            await semaphore.acquire();
            await room.visit(actor);
            semaphore.release();
          }
        });
        return atMost(room, 1);
      },
    ),
    'mutex-not-released-on-failure': broken(
      'Without finally the second waits for ever.',
      (env) => {
        const semaphore = new Semaphore(1);
        return several(env, 2, async (actor) => {
          const work = async (): Promise<void> => {
            await semaphore.acquire();
            await actor.gate();
            throw new Error('it fails');
          };
          await work().catch(() => {});
        });
      },
      'no-deadlock',
    ),
    'mutex-released-before-the-last-await': broken('The lock is given back while the work still waits.', (env) => {
      const [semaphore, room] = [new Semaphore(1), new Room()];
      several(env, 2, async (actor) => {
        await semaphore.acquire();
        const work = room.visit(actor);
        semaphore.release();
        await work;
      });
      return atMost(room, 1);
    }),
    'mutex-taken-twice-by-one': broken(
      'It is not re-entrant: the inner call waits for the outer one.',
      (env) => {
        const mutex = new ChainMutex();
        return begin(env, { only: () => mutex.run(() => mutex.run(async () => {})) });
      },
      'no-deadlock',
    ),
    'locks-in-opposite-order': broken(
      'Each may hold what the other waits for.',
      (env) =>
        twoLocks(env, [
          [0, 1],
          [1, 0],
        ]),
      'no-deadlock',
    ),
    'locks-in-one-order': correct('Whoever has the first lock gets the second.', (env) =>
      twoLocks(env, [
        [0, 1],
        [0, 1],
      ]),
    ),
    'semaphore-of-two': correct('Two permits, three visitors.', (env) => atMost(visitors(env, 3, new Semaphore(2)), 2)),
    'semaphore-released-twice': broken('A release too many makes a permit too many.', (env) => {
      const [semaphore, room] = [new Semaphore(1), new Room()];
      several(env, 3, async (actor, i) => {
        await semaphore.acquire();
        await room.visit(actor);
        semaphore.release();
        if (i === 0) semaphore.release();
      });
      return atMost(room, 1);
    }),
    'wait-with-if': broken('Of two that are woken, both go on without looking again.', (env) => {
      let [isLocked, wake] = [false, deferred()];
      const room = new Room();
      several(env, 3, async (actor) => {
        if (isLocked) await wake.promise;
        isLocked = true;
        await room.visit(actor);
        isLocked = false;
        wake.resolve();
        wake = deferred();
      });
      return atMost(room, 1);
    }),
    'wait-with-while': correct('Whoever is woken looks again, and takes it in the same block.', (env) => {
      let [isLocked, wake] = [false, deferred()];
      const room = new Room();
      several(env, 3, async (actor) => {
        while (isLocked) await wake.promise;
        isLocked = true;
        await room.visit(actor);
        isLocked = false;
        wake.resolve();
        wake = deferred();
      });
      return atMost(room, 1);
    }),
    'signal-before-the-wait': broken(
      'Nobody listens yet when the signal comes, and it is not kept.',
      (env) => {
        const listeners: (() => void)[] = [];
        return begin(env, {
          waits: () => new Promise<void>((resolve) => listeners.push(resolve)),
          signals: () => {
            for (const each of listeners) each();
          },
        });
      },
      'no-deadlock',
    ),
    'signal-that-is-kept': correct('A promise that is resolved already wakes at once.', (env) => {
      const signal = deferred();
      return begin(env, { waits: () => signal.promise, signals: () => signal.resolve() });
    }),
    'barrier-of-three': correct('The last one opens it for all.', (env) => {
      let arrived = 0;
      const [open, early] = [deferred(), [] as number[]];
      several(env, 3, async (actor, i) => {
        await actor.gate();
        if (++arrived === 3) open.resolve();
        await open.promise;
        if (arrived < 3) early.push(i);
      });
      return expects(() => early, []);
    }),
    'looks-twice-in-one-turn': broken(
      'Between two looks an await of nothing lets the other act, where both begin in one turn.',
      (env) => {
        let [value, wrong] = [1, 0];
        beginTogether(env, {
          looks: async () => {
            const before = value;
            await null;
            if (value !== before) wrong++;
          },
          changes: () => {
            value = 2;
          },
        });
        return expects(() => wrong, 0);
      },
    ),
    'looks-twice-in-a-turn-of-its-own': correct(
      'Nothing else begins in between: its microtasks run to the last one first.',
      (env) => {
        let [value, wrong] = [1, 0];
        begin(env, {
          looks: async () => {
            const before = value;
            await null;
            if (value !== before) wrong++;
          },
          changes: () => {
            value = 2;
          },
        });
        return expects(() => wrong, 0);
      },
    ),
  },
};

export const scenario: Scenario = scenarioOf(theme);
