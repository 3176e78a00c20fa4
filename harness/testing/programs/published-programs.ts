import { Latch, Lock, read, write } from './program.ts';
import { type TraceProgram, times, writers } from './trace-programs.ts';

// Programs whose numbers of traces other model checkers publish: Nidhugg's and Concuerror's test suites, and "Dynamic
// partial-order reduction for model checking software" (Flanagan and Godefroid, POPL 2005) for the last two.

/** (2n-1)!!: the thread that is begun ith reads any of the indices from the ith on. */
export function sigma(n: number): TraceProgram {
  return {
    name: `sigma(${n})`,
    title: 'main n times writes an index and spawns a thread that reads it and writes a[index]',
    traces: [1, 3, 15, 105, 945, 10_395][n - 1] ?? Number.NaN,
    threads(_fail, spawn) {
      let index = 0;
      return {
        *main() {
          for (let i = 0; i < n; i++) {
            yield write('index');
            index = i;
            spawn(`child-${i}`, function* () {
              yield read('index');
              const at = index;
              yield write(`a${at}`);
            });
          }
        },
      };
    },
  };
}

/** The same with all threads there from the beginning, each behind a latch that main opens with the write. */
export function latchedSigma(n: number): TraceProgram {
  return {
    ...sigma(n),
    name: `sigma(${n}) by latches`,
    threads() {
      let index = 0;
      const latches = Array.from({ length: n }, (_, i) => new Latch(`latch-${i}`));
      return {
        *main() {
          for (const [i, latch] of latches.entries()) {
            yield write('index');
            index = i;
            latch.open();
          }
        },
        ...times(
          n,
          (i) =>
            function* () {
              yield* (latches[i] as Latch).wait();
              yield read('index');
              const at = index;
              yield write(`a${at}`);
            },
        ),
      };
    },
  };
}

/** A compare-and-swap that fails is a write too, so that the order of all of them counts. */
export function casRotation(n: number): TraceProgram {
  return {
    ...writers(n),
    name: `casrot(${n})`,
    title: 'n threads, each compares and swaps one variable from i to i + 1',
  };
}

export function fibonacci(n: number): TraceProgram {
  return {
    name: `fib(${n})`,
    title: 'two threads, one n times i += j, the other j += i',
    traces: [3, 19, 141][n - 1] ?? Number.NaN,
    threads: () => ({
      *first() {
        for (let round = 0; round < n; round++) {
          yield read('j');
          yield write('i');
        }
      },
      *second() {
        for (let round = 0; round < n; round++) {
          yield read('i');
          yield write('j');
        }
      },
    }),
  };
}

/** Looks at the other's flag and the turn; twice in vain is the end. */
export const peterson: TraceProgram = {
  name: 'Peterson',
  title: 'mutual exclusion by two flags and a turn, the waiting loop unrolled twice',
  traces: 20,
  threads() {
    const flags = [false, false];
    let turn = 0;
    return times(
      2,
      (i) =>
        function* () {
          const other = 1 - i;
          yield write(`flag${i}`);
          flags[i] = true;
          yield write('turn');
          turn = other;
          for (let look = 0; look < 2; look++) {
            yield read(`flag${other}`);
            let mayEnter = flags[other] === false;
            if (!mayEnter) {
              yield read('turn');
              mayEnter = turn !== other;
            }
            if (!mayEnter) continue;
            yield write('critical');
            yield write(`flag${i}`);
            flags[i] = false;
            return;
          }
        },
    );
  },
};

export const tryLockPhilosophers: TraceProgram = {
  name: 'try-lock philosophers',
  title: 'two philosophers, left fork, then right; who does not get a fork gives up',
  traces: 9,
  threads() {
    const isHeld = [false, false];
    return times(
      2,
      (i) =>
        function* () {
          const forks = [i, 1 - i];
          const taken: number[] = [];
          for (const fork of forks) {
            yield write(`fork${fork}`);
            if (isHeld[fork]) break;
            isHeld[fork] = true;
            taken.unshift(fork);
          }
          for (const fork of taken) {
            yield write(`fork${fork}`);
            isHeld[fork] = false;
          }
        },
    );
  },
};

const TABLE = 128;
const MESSAGES = 4;

export function indexer(n: number): TraceProgram {
  return {
    name: `indexer(${n})`,
    title: 'n threads put messages into a shared hash table',
    traces: n <= 11 ? 1 : 8 ** (n - 11),
    threads() {
      const table = new Map<number, number>();
      return times(
        n,
        (i) =>
          function* () {
            for (let message = 0; message < MESSAGES; message++) {
              const value = message * 11 + i;
              for (let hash = (value * 7) % TABLE; ; hash = (hash + 1) % TABLE) {
                yield write(`slot${hash}`);
                if (table.has(hash)) continue;
                table.set(hash, value);
                break;
              }
            }
          },
      );
    },
  };
}

const BLOCKS = 26;
const INODES = 32;

export function fileSystem(n: number): TraceProgram {
  return {
    name: `filesystem(${n})`,
    title: 'n threads allocate a block for their inode, under a lock an inode and a lock a block',
    traces: { 13: 1, 14: 2, 16: 8, 18: 32 }[n] ?? Number.NaN,
    threads() {
      const inodeLocks = Array.from({ length: INODES }, (_, i) => new Lock(`inode-lock${i}`));
      const blockLocks = Array.from({ length: BLOCKS }, (_, i) => new Lock(`block-lock${i}`));
      const busy = new Set<number>();
      return times(
        n,
        (i) =>
          function* () {
            const inodeLock = inodeLocks[i % INODES] as Lock;
            yield* inodeLock.lock();
            for (let block = (i * 2) % BLOCKS; ; block = (block + 1) % BLOCKS) {
              const blockLock = blockLocks[block] as Lock;
              yield* blockLock.lock();
              yield read(`busy${block}`);
              const isFree = !busy.has(block);
              if (isFree) {
                yield write(`busy${block}`);
                busy.add(block);
              }
              yield* blockLock.unlock();
              if (isFree) break;
            }
            yield* inodeLock.unlock();
          },
      );
    },
  };
}

/** All steps are dependent, so traces are interleavings. */
export const semaphore: TraceProgram = {
  name: 'semaphore',
  title: 'four threads through a counting semaphore of capacity 2',
  traces: 648,
  threads() {
    const places = new Lock('places', 2);
    return times(
      4,
      () =>
        function* () {
          yield* places.lock();
          yield* places.unlock();
        },
    );
  },
};
