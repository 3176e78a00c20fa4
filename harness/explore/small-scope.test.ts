import fc from 'fast-check';
import { expect, test } from 'vitest';
import { valuesBySize } from './small-scope.ts';

function take<T>(arbitrary: fc.Arbitrary<T>, count: number): { value: T; size: number }[] {
  const taken: { value: T; size: number }[] = [];
  for (const one of valuesBySize(arbitrary)) if (taken.push(one) === count) break;
  return taken;
}

test('integers come in order', () => {
  expect(take(fc.integer({ min: 2, max: 1_000 }), 4)).toEqual([2, 3, 4, 5].map((value, size) => ({ value, size })));
});

test('all pairs up to a size come before any larger one, and none twice', () => {
  const pairs = take(fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 9 })), 15);
  expect(pairs.map(({ size }) => size)).toEqual([0, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4]);
  expect(new Set(pairs.map(({ value }) => value.join())).size).toBe(15);
  expect(pairs.every(({ value: [a, b], size }) => a + b === size)).toBe(true);
});

test('a finite arbitrary comes to its end', () => {
  const record = fc.record({ model: fc.constantFrom('a', 'b'), fails: fc.boolean() });
  expect(take(record, 100).map(({ value }) => value)).toHaveLength(4);
});

test('arrays grow: the empty one first, then those of one small element', () => {
  const arrays = take(fc.array(fc.constantFrom('429', 'timeout'), { maxLength: 3 }), 100).map(({ value }) => value);
  expect(arrays.slice(0, 2)).toEqual([[], ['429']]);
  expect(arrays).toHaveLength(1 + 2 + 4 + 8);
});

test("an arbitrary of one's own may draw booleans: false is the cheaper one", () => {
  class Coin extends fc.Arbitrary<boolean> {
    override generate(random: fc.Random): fc.Value<boolean> {
      return new fc.Value(random.nextBoolean(), undefined);
    }

    override canShrinkWithoutContext(value: unknown): value is boolean {
      return typeof value === 'boolean';
    }

    override shrink(): fc.Stream<fc.Value<boolean>> {
      return fc.Stream.nil();
    }
  }
  expect(take(new Coin(), 9)).toEqual([
    { value: false, size: 0 },
    { value: true, size: 1 },
  ]);
});

test('the same values in the same order every time', () => {
  const workload = fc.record({
    actors: fc.integer({ min: 1, max: 3 }),
    at: fc.array(fc.nat({ max: 50 }), { maxLength: 2 }),
  });
  expect(take(workload, 40)).toEqual(take(workload, 40));
});

test('what a filter refuses with the cheapest draws is passed over, and what it lets through is found', () => {
  const unlike = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 2, maxLength: 2 });
  expect(new Set(take(unlike, 6).map(({ value }) => value.join('')))).toEqual(
    new Set(['ab', 'ac', 'ba', 'bc', 'ca', 'cb']),
  );
  const large = fc.nat({ max: 50 }).filter((n) => n >= 2);
  expect(take(large, 2)).toEqual([2, 3].map((value) => ({ value, size: value })));
});

test('a filter that lets nothing through is given up', () => {
  expect(
    take(
      fc.nat().filter(() => false),
      1,
    ),
  ).toEqual([]);
});
