import { expect, test } from 'vitest';
import { ScheduleLattice, type State } from './schedule-lattice.ts';

/** Runs an execution through states given as key and operation taken; every state offers operations 1 and 2. */
function run(lattice: ScheduleLattice, ...path: readonly (readonly [key: number, taken: 1 | 2])[]): void {
  lattice.begin();
  path.forEach(([key, taken], depth) => {
    const state = lattice.enter(key, depth, [1, 2], 2);
    if (state !== null) lattice.leave(state, state.indexOf(taken, 0));
  });
  lattice.end();
}

test('completions are known when every operation of every state was taken, and add up', () => {
  const lattice = new ScheduleLattice();
  run(lattice, [10, 1], [20, 1]);
  run(lattice, [10, 1], [20, 2]);
  expect(lattice.completions).toBeNull();
  run(lattice, [10, 2]);
  expect(lattice.completions).toBe(3);
  expect(lattice.isRefuted).toBe(false);
});

test('a state that was reached by two ways counts for both', () => {
  const lattice = new ScheduleLattice();
  run(lattice, [10, 1], [20, 1], [30, 1]);
  run(lattice, [10, 1], [20, 2], [30, 2]);
  run(lattice, [10, 2], [20, 1], [30, 1]);
  expect(lattice.completions).toBe(8);
});

test('a state that goes on in two ways after the same step is refuted: another state, or the end', () => {
  for (const second of [
    [[10, 1]],
    [
      [10, 1],
      [21, 1],
    ],
  ] as const) {
    const lattice = new ScheduleLattice();
    run(lattice, [10, 1], [20, 1]);
    expect(lattice.isRefuted).toBe(false);
    run(lattice, ...second);
    expect(lattice.isRefuted).toBe(true);
    // What is named more finely from here on is refuted by nothing yet.
    lattice.clear();
    expect(lattice.isRefuted).toBe(false);
  }
});

test('an estimate stands for what was not tried', () => {
  const lattice = new ScheduleLattice();
  lattice.begin();
  const state = lattice.enter(10, 0, [1, 2], 2) as State;
  state.estimates[1] = Math.log(5);
  lattice.leave(state, 0);
  lattice.end();
  expect(Math.exp(state.completions)).toBeCloseTo(6, 10);
  expect(lattice.completions).toBeNull();
});

test('30,000 states are kept; what lies beyond is left unknown, and passed over', () => {
  const lattice = new ScheduleLattice();
  for (let i = 0; i < 15_000; i++) run(lattice, [2 * i, 1], [2 * i + 1, 1]);
  lattice.begin();
  expect(lattice.enter(-1, 0, [1, 2], 2)).toBeNull();
  expect(lattice.enter(5, 1, [1, 2], 2)).not.toBeNull();
  lattice.end();
  expect(lattice.completions).toBeNull();
  expect(lattice.isRefuted).toBe(false);
});
