import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explore } from '../explore/explore.ts';
import { leavingOut } from './leave-out.ts';
import { defineScenario } from './scenario.ts';

test('lists lose elements, the most at a time first, down to as many as must stay', () => {
  expect([...leavingOut({ a: [1, 2, 3], b: 'x' }, { a: 0 })]).toEqual([
    { a: [], b: 'x' },
    { a: [2, 3], b: 'x' },
    { a: [1, 3], b: 'x' },
    { a: [1, 2], b: 'x' },
  ]);
  expect([...leavingOut({ a: [1, 2] }, { a: 1 })]).toEqual([{ a: [2] }, { a: [1] }]);
  expect([...leavingOut({ a: [1] }, { a: 1 })]).toEqual([]);
});

test('what may be null becomes null', () => {
  expect([...leavingOut({ kill: { atMs: 5 } }, { kill: 0 })]).toEqual([{ kill: null }]);
  expect([...leavingOut({ kill: null }, { kill: 0 })]).toEqual([]);
  expect([...leavingOut({}, { kill: 0 })]).toEqual([]);
});

test('a path leads into each element', () => {
  const value = { processes: [{ tasks: [1, 2] }, { tasks: [3] }] };
  expect([...leavingOut(value, { 'processes.*.tasks': 1 })]).toEqual([
    { processes: [{ tasks: [2] }, { tasks: [3] }] },
    { processes: [{ tasks: [1] }, { tasks: [3] }] },
  ]);
});

/** Fails if anybody wants 7, and refuses workloads in which nobody wants 1. */
const scenario = defineScenario<null, { wanted: readonly number[] }, null, readonly number[]>({
  name: 'wants',
  title: 'wants',
  control: 'gates',
  implementations: { only: { says: 'is given', subject: null } },
  examples: { many: { workload: { wanted: [3, 7, 1, 5, 7, 9] }, faults: null } },
  // Draws nothing like the example.
  workload: fc.constant({ wanted: [1] }),
  faults: fc.constant(null),
  leaveOut: { workload: { wanted: 0 } },
  setup(env, _subject, { wanted }) {
    if (!wanted.includes(1)) throw new Error('nobody wants 1');
    env.actor('a', env.process('p'), (actor) => actor.gate());
    return wanted;
  },
  properties: [
    {
      name: 'no-seven',
      kind: 'safety',
      level: 'strict',
      says: 'nobody wants 7',
      when: 'quiescence',
      judge: (wanted) => (wanted.includes(7) ? { message: 'somebody wants 7' } : undefined),
    },
  ],
});

test('an example that no arbitrary could draw is minimised, within what the scenario accepts', async () => {
  const { verdicts } = await explore(scenario, 'only', { seed: 1, strategy: 'random-walk', schedulesMax: 1 });
  expect(verdicts.find(({ property }) => property === 'no-seven')?.counterexample).toMatchObject({
    origin: 'smaller than many',
    workload: { wanted: [7, 1] },
  });
});
