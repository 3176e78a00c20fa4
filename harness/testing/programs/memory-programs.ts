import { Latch, type Program, read, type Thread, write } from './program.ts';

// Programs that race on plain shared variables.

/** Each writer reads, then writes what it read plus one; a joiner waits for them in order and asserts. */
function lostUpdate(writers: number, figures: Program['figures']): Program {
  return {
    name: `lost-update-${writers}`,
    title: `${writers} writers read, then write; a joiner asserts that no update was lost`,
    figures,
    threads(fail) {
      let x = 0;
      const ends = Array.from({ length: writers }, (_, i) => new Latch(`end of writer-${i + 1}`));
      const threads: Record<string, Thread> = {};
      ends.forEach((end, i) => {
        threads[`writer-${i + 1}`] = function* () {
          yield read('x');
          const seen = x;
          yield write('x');
          x = seen + 1;
          end.open();
        };
      });
      threads.joiner = function* () {
        for (const end of ends) yield* end.wait();
        yield read('x');
        if (x !== writers) fail(`x is ${x} after ${writers} increments`);
      };
      return threads;
    },
  };
}

/** SCTBench reorder: setters publish a, then b; the checker must see both or neither. */
export function reorder(threads: number): Omit<Program, 'figures'> {
  const setters = threads - 1;
  return {
    name: `reorder-${threads}`,
    title: `${setters} setters write a = 1, then b = -1; a checker reads a, then b`,
    threads(fail) {
      let a = 0;
      let b = 0;
      const threads: Record<string, Thread> = {};
      for (let i = 1; i <= setters; i++) {
        threads[`setter-${i}`] = function* () {
          yield write('a');
          a = 1;
          yield write('b');
          b = -1;
        };
      }
      threads.checker = function* () {
        yield read('a');
        const seen = a;
        yield read('b');
        if ((seen === 1) !== (b === -1)) fail(`a was ${seen} and b is ${b}`);
      };
      return threads;
    },
  };
}

const clearThenRefill: Program = {
  name: 'clear-then-refill',
  title: 'a reload clears the registry, then refills it; a reader looks in between',
  figures: { threads: 2, steps: 3, interleavings: [1, 3], walk: 1 / 4, preemptions: 1 },
  threads(fail) {
    const registry = new Map([['model', 'one']]);
    return {
      *reload() {
        yield write('registry');
        registry.clear();
        yield write('registry');
        registry.set('model', 'two');
      },
      *reader() {
        yield read('registry');
        if (!registry.has('model')) fail('the model is undefined');
      },
    };
  },
};

export const MEMORY_PROGRAMS: readonly Program[] = [
  lostUpdate(2, { threads: 3, steps: 7, interleavings: [6, 10], walk: 1 / 2, preemptions: 1 }),
  lostUpdate(3, { threads: 4, steps: 10, interleavings: [252, 280], walk: 5 / 6, preemptions: 1 }),
  {
    ...reorder(3),
    figures: { threads: 3, steps: 6, interleavings: [20, 82], walk: 20 / 81, preemptions: 1 },
  },
  {
    ...reorder(5),
    figures: { threads: 5, steps: 10, interleavings: [7_496, 93_968], walk: 0.199_168, preemptions: 1 },
  },
  clearThenRefill,
];
