import { expect, test } from 'vitest';
import { currentAccessLog, READ, WRITE } from '../../engine/access-log.ts';
import { defaultOrder } from '../../engine/default-order.ts';
import { StepLog } from '../../engine/step-log.ts';
import { runOnce } from '../../run/detailed-run.ts';
import { trialOf } from '../../testing/trial.ts';
import { KnownAccesses } from './known-accesses.ts';
import { StepMover } from './mover.ts';

const [EXTRA, BEFORE] = [77, 78];

test('a step is taken to touch what it was seen to touch beyond what was known before it ran', async () => {
  const log = new StepLog();
  const scenario = trialOf(
    {
      a: async (actor) => {
        await actor.gate('x');
        currentAccessLog()?.writes(EXTRA);
      },
    },
    { control: 'gates' },
  );
  await runOnce(scenario, { strategy: { ...defaultOrder, log } });
  expect(log.steps).toBe(2);
  const known = new KnownAccesses();
  const [first, last] = [1, 2].map((step) => {
    const { who, nth, resource, ...mover } = new StepMover(log).become(step);
    const accesses = { keys: Int32Array.of(BEFORE), modes: Uint8Array.of(READ), from: 0, to: 1 };
    return { ...mover, who, nth, resource, accesses };
  });
  if (first === undefined || last === undefined) throw new Error('a step is missing');
  expect(known.add(last)).toBe(last.accesses);
  known.learn(log, 1);
  expect(known.add(first)).toBe(first.accesses);
  const { keys, modes, to } = known.add(last);
  const modesOf = new Map(Array.from(keys.subarray(0, to), (key, i) => [key, modes[i]]));
  expect([modesOf.get(BEFORE), modesOf.get(EXTRA)]).toEqual([READ, WRITE]);
});
