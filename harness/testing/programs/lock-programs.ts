import { Latch, LOCAL, Lock, type Program, read, type Thread, write } from './program.ts';

// Programs that lock, and still race.

const lockOrderInversion: Program = {
  name: 'lock-order-inversion',
  title: 'two philosophers take two forks in opposite order',
  figures: { threads: 2, steps: 8, interleavings: [2, 6], walk: 1 / 2, preemptions: 1 },
  threads() {
    const [one, two] = [new Lock('fork-1'), new Lock('fork-2')];
    const philosopher = (left: Lock, right: Lock) =>
      function* () {
        yield* left.lock();
        yield* right.lock();
        yield* right.unlock();
        yield* left.unlock();
      };
    return { first: philosopher(one, two), second: philosopher(two, one) };
  },
};

/** SCTBench token ring: only one of the six orders of the three updates carries the token all the way round. */
const tokenRing: Program = {
  name: 'token-ring',
  title: 'three dependent updates under one mutex; all three values are equal after one of six orders only',
  figures: { threads: 4, steps: 23, interleavings: [1, 6], walk: 1 / 6, preemptions: 0 },
  threads(fail) {
    const x = [0, 0, 0];
    const mutex = new Lock('mutex');
    const end = new Latch('end of the updates');
    let updates = 0;
    const update = (from: number, to: number, by: number) =>
      function* () {
        yield* mutex.lock();
        yield read(`x${from}`);
        const seen = x[from] ?? 0;
        yield LOCAL;
        yield write(`x${to}`);
        x[to] = seen + by;
        yield* mutex.unlock();
        updates++;
        if (updates === 3) end.open();
      };
    return {
      // Declared so that the default order of the threads is a harmless one.
      'update-3': update(1, 2, 0),
      'update-2': update(0, 1, 0),
      'update-1': update(2, 0, 1),
      *joiner() {
        // One wait for all three: joining them one by one would give the six orders different weights.
        yield* end.wait();
        yield* mutex.lock();
        const seen: number[] = [];
        for (const [i, value] of x.entries()) {
          yield read(`x${i}`);
          seen.push(value);
        }
        yield* mutex.unlock();
        yield LOCAL;
        yield LOCAL;
        if (seen.every((value) => value === 1)) fail('the token went all the way round');
      },
    };
  },
};

/** SCTBench twostage: each datum has its own lock, so the reader may come between the two publications. */
export function twostage(publishers: number): Omit<Program, 'figures'> {
  return {
    name: publishers === 1 ? 'twostage' : `twostage-${publishers + 1}`,
    title: 'two-lock publish with a reader in between',
    threads(fail) {
      const [first, second] = [new Lock('lock-1'), new Lock('lock-2')];
      let [one, two] = [0, 0];
      const threads: Record<string, Thread> = {};
      for (let i = 1; i <= publishers; i++) {
        threads[`publisher-${i}`] = function* () {
          yield* first.lock();
          yield write('one');
          one = 1;
          yield* first.unlock();
          yield* second.lock();
          yield read('one');
          const seen = one;
          yield write('two');
          two = seen + 1;
          yield* second.unlock();
        };
      }
      threads.reader = function* () {
        yield* first.lock();
        yield read('one');
        const seenOne = one;
        yield* first.unlock();
        if (seenOne === 0) return;
        yield* second.lock();
        yield read('two');
        const seenTwo = two;
        yield* second.unlock();
        if (seenTwo !== seenOne + 1) fail(`one was ${seenOne} and two was ${seenTwo}`);
      };
      return threads;
    },
  };
}

/** JDK 1.4's StringBuffer.append: the length is checked under one hold and the characters are copied under another. */
const stringbuffer: Program = {
  name: 'stringbuffer',
  title: 'length check and copy under two holds of the lock',
  figures: { threads: 2, steps: 9, interleavings: [1, 3], walk: 1 / 4, preemptions: 1 },
  threads(fail) {
    const lock = new Lock('buffer lock');
    let buffer = 'abc';
    return {
      *append() {
        yield* lock.lock();
        yield read('buffer');
        const length = buffer.length;
        yield* lock.unlock();
        yield* lock.lock();
        yield read('buffer');
        if (buffer.length < length) fail(`copies ${length} characters of a buffer of ${buffer.length}`);
        yield* lock.unlock();
      },
      *erase() {
        yield* lock.lock();
        yield write('buffer');
        buffer = '';
        yield* lock.unlock();
      },
    };
  },
};

export const LOCK_PROGRAMS: readonly Program[] = [
  lockOrderInversion,
  tokenRing,
  { ...twostage(1), figures: { threads: 2, steps: 13, interleavings: [1, 37], walk: 1 / 32, preemptions: 1 } },
  stringbuffer,
];
