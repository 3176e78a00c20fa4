import fc from 'fast-check';
import { expect, test } from 'vitest';
import { choosePlan, kindsOf } from './swarm.ts';

test('kinds are what a plan has more than the smallest', () => {
  expect([...kindsOf({ crash: true, latencyMs: 0 }, { crash: false, latencyMs: 0 })]).toEqual(['crash']);
  expect([...kindsOf([{ kind: '429', at: 1 }, { kind: 'hang' }, { kind: '429' }], [])]).toEqual(['[429]', '[hang]']);
  expect([...kindsOf({ token: ['hangs', 'lost'] }, { token: [] })]).toEqual(['token[hangs]', 'token[lost]']);
  expect(kindsOf(null, null).size).toBe(0);
});

const plans = fc.record({
  crash: fc.boolean(),
  replies: fc.array(fc.constantFrom('429', 'hang', 'reset'), { maxLength: 4 }),
});
const SMALLEST = { crash: false, replies: [] };

test('every kind is missing in many runs and there in others, and every plan is one of those drawn', () => {
  const drawn = fc.sample(plans, { numRuns: 8, seed: 1 });
  const chosen = Array.from({ length: 200 }, (_, seed) => choosePlan(drawn, SMALLEST, seed));
  expect(chosen.every((plan) => drawn.includes(plan as never))).toBe(true);
  for (const kind of ['crash', 'replies[429]', 'replies[hang]', 'replies[reset]']) {
    const has = chosen.filter((plan) => kindsOf(plan, SMALLEST).has(kind)).length;
    expect(has).toBeGreaterThan(10);
    expect(has).toBeLessThan(180);
  }
});

test('plans with one kind of fault only are more frequent than without swarm testing', () => {
  const single = (of: readonly unknown[]): number => of.filter((plan) => kindsOf(plan, SMALLEST).size === 1).length;
  const seeds = Array.from({ length: 300 }, (_, seed) => seed);
  const swarm = seeds.map((seed) => choosePlan(fc.sample(plans, { numRuns: 8, seed }), SMALLEST, seed));
  const usual = seeds.map((seed) => fc.sample(plans, { numRuns: 1, seed })[0]);
  expect(single(swarm)).toBeGreaterThan(1.2 * single(usual));
});
