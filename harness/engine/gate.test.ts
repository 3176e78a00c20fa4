import { expect, test } from 'vitest';
import { runOnce } from '../run/detailed-run.ts';
import { trialOf } from '../testing/trial.ts';
import { defaultOrder } from './default-order.ts';
import type { Decision } from './strategy.ts';

test('a strategy sees which gates write what they name, and which only read it', async () => {
  const seen = new Set<string>();
  const scenario = trialOf({
    reader: (actor) => actor.gate('x', 'reads'),
    writer: (actor) => actor.gate('x', 'writes'),
    unsaid: (actor) => actor.gate('x'),
  });
  const choose = ({ enabled, count }: Decision): number => {
    const started = enabled.slice(0, count).filter(({ kind }) => kind.name === 'gate');
    for (const { actor, isWrite } of started) seen.add(`${actor.name} ${isWrite ? 'writes' : 'reads'}`);
    return started.length < count ? enabled.findIndex(({ kind }) => kind.name !== 'gate') : 0;
  };
  await runOnce(scenario, { strategy: { ...defaultOrder, choose } });
  expect([...seen].sort()).toEqual(['reader reads', 'unsaid writes', 'writer writes']);
});

test('a timeline says where a gate is', async () => {
  const { events } = await runOnce(trialOf({ a: (actor) => actor.gate('x') }));
  const [gate] = events.filter(({ text }) => text === 'a#2 gate x');
  expect(gate?.source).toMatch(/^harness\/engine\/gate\.test\.ts:\d+$/);
});
