import { Lock, type Program, read, type Thread, write } from './program.ts';

/** A program whose number of Mazurkiewicz traces is known: a published result of other model checkers, or a closed form. */
export interface TraceProgram extends Omit<Program, 'figures'> {
  readonly traces: number;
  /** Executions that end in a deadlock. */
  readonly deadlocks?: number;
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

export function times(n: number, thread: (i: number) => Thread): Record<string, Thread> {
  return Object.fromEntries(Array.from({ length: n }, (_, i) => [`thread-${i}`, thread(i)]));
}

export function readers(n: number): TraceProgram {
  return {
    name: `readers(${n})`,
    title: 'one writer of x, n readers of x',
    traces: 2 ** n,
    threads: () => ({
      *writer() {
        yield write('x');
      },
      ...times(
        n,
        () =>
          function* () {
            yield read('x');
          },
      ),
    }),
  };
}

export function writers(n: number): TraceProgram {
  return {
    name: `writers(${n})`,
    title: 'n writers of x',
    traces: factorial(n),
    threads: () =>
      times(
        n,
        () =>
          function* () {
            yield write('x');
          },
      ),
  };
}

export function writersAndReader(n: number): TraceProgram {
  return {
    name: `writers(${n}) and a reader`,
    title: 'n writers of x and one reader',
    traces: factorial(n + 1),
    threads: (fail, spawn, kill) => ({
      ...writers(n).threads(fail, spawn, kill),
      *reader() {
        yield read('x');
      },
    }),
  };
}

/** Two threads, each n writes of x, then one read. */
export function writesThenRead(n: number): TraceProgram {
  return {
    name: `two threads of ${n} writes and a read`,
    title: 'each writes x n times, then reads it',
    traces: [4, 14, 50, 182][n - 1] ?? Number.NaN,
    threads: () =>
      times(
        2,
        () =>
          function* () {
            for (let i = 0; i < n; i++) yield write('x');
            yield read('x');
          },
      ),
  };
}

export function lostUpdates(n: number): TraceProgram {
  return {
    name: `lost update of ${n}`,
    title: 'n threads, each read x, then write x',
    traces: factorial(n) ** 2,
    threads: () =>
      times(
        n,
        () =>
          function* () {
            yield read('x');
            yield write('x');
          },
      ),
  };
}

export function twoCounters(n: number): TraceProgram {
  return {
    name: `two counters, ${n} threads`,
    title: 'n threads, each x++ then y++, atomically',
    traces: factorial(n) ** 2,
    threads: () =>
      times(
        n,
        () =>
          function* () {
            yield write('x');
            yield write('y');
          },
      ),
  };
}

/** A reader scans down to the first 0 while n writers make them; what it reads next depends on what it read. */
export function lastZero(n: number): TraceProgram {
  return {
    name: `lastzero(${n})`,
    title: 'a reader scans a[n] down to the first 0; n writers a[j] = a[j-1] + 1',
    traces: (n + 3) * 2 ** (n - 2),
    threads() {
      const a = Array.from({ length: n + 1 }, () => 0);
      return {
        *reader() {
          for (let i = n; ; i--) {
            yield read(`a${i}`);
            if (a[i] === 0) return;
          }
        },
        ...times(
          n,
          (i) =>
            function* () {
              yield read(`a${i}`);
              const seen = a[i] ?? 0;
              yield write(`a${i + 1}`);
              a[i + 1] = seen + 1;
            },
        ),
      };
    },
  };
}

export function philosophers(n: number): TraceProgram {
  return {
    name: `${n} philosophers`,
    title: 'n dining philosophers, left fork, then right',
    traces: 2 ** n - 1,
    deadlocks: 1,
    threads() {
      const forks = Array.from({ length: n }, (_, i) => new Lock(`fork-${i}`));
      return times(
        n,
        (i) =>
          function* () {
            const [left, right] = [forks[i] as Lock, forks[(i + 1) % n] as Lock];
            yield* left.lock();
            yield* right.lock();
            yield* right.unlock();
            yield* left.unlock();
          },
      );
    },
  };
}

export function mutex(n: number): TraceProgram {
  return {
    name: `mutex of ${n}`,
    title: 'n threads through one mutex',
    traces: factorial(n),
    threads() {
      const lock = new Lock('mutex');
      return times(
        n,
        () =>
          function* () {
            yield* lock.lock();
            yield* lock.unlock();
          },
      );
    },
  };
}

export const messagePassing: TraceProgram = {
  name: 'message passing',
  title: 'write data, write flag; read flag, read data',
  traces: 3,
  threads: () => ({
    *writer() {
      yield write('data');
      yield write('flag');
    },
    *reader() {
      yield read('flag');
      yield read('data');
    },
  }),
};

export function disjoint(n: number): TraceProgram {
  return {
    name: `disjoint(${n})`,
    title: 'n threads on n variables',
    traces: 1,
    threads: () =>
      times(
        n,
        (i) =>
          function* () {
            yield write(`x${i}`);
            yield read(`x${i}`);
          },
      ),
  };
}

/** One atomic handler a node; two of them conflict where the graph has an edge. */
export function conflictGraph(
  nodes: number,
  edges: readonly (readonly [number, number])[],
  traces: number,
): TraceProgram {
  return {
    name: `conflict graph ${edges.map((edge) => edge.join('-')).join(' ')}`,
    title: 'one handler a node',
    traces,
    threads: () =>
      times(
        nodes,
        (i) =>
          function* () {
            // A step that touches several resources: the access names none, the edges are logged by the runner.
            yield {
              kind: 'local',
              resource: 'local',
              also: edges.filter((edge) => edge.includes(i)).map((edge) => `edge ${edge.join('-')}`),
            };
          },
      ),
  };
}
