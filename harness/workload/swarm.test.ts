import { expect, test } from 'vitest';
import { Random } from '../world/random.ts';
import { withoutSomeKinds } from './swarm.ts';

function plans(plan: unknown, smallest: unknown): string[] {
  const random = new Random(7);
  return [
    ...new Set(Array.from({ length: 100 }, () => JSON.stringify(withoutSomeKinds(plan, smallest, random)))),
  ].sort();
}

test('each field is switched off in some runs, on in others, independently', () => {
  const found = plans({ crash: true, latencyMs: 500 }, { crash: false, latencyMs: 0 });
  expect(found).toEqual([
    '{"crash":false,"latencyMs":0}',
    '{"crash":false,"latencyMs":500}',
    '{"crash":true,"latencyMs":0}',
    '{"crash":true,"latencyMs":500}',
  ]);
});

test('a kind in a list goes with all of its faults, or stays with all', () => {
  const found = plans([{ kind: '429', at: 1 }, { kind: 'hang' }, { kind: '429', at: 2 }], []);
  expect(found).toEqual([
    '[]',
    '[{"kind":"429","at":1},{"kind":"429","at":2}]',
    '[{"kind":"429","at":1},{"kind":"hang"},{"kind":"429","at":2}]',
    '[{"kind":"hang"}]',
  ]);
});

test('lists inside an object are thinned as well, and what is no plan stays as it is', () => {
  expect(plans({ token: ['hangs', 'lost'] }, {})).toHaveLength(4);
  expect(plans(null, null)).toEqual(['null']);
  expect(plans({ killAtMs: 40 }, {})).toEqual(['{"killAtMs":40}']);
});
