import { setInterval as every, setTimeout as sleep, setImmediate as yieldOnce } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import { trialOf } from '../../testing/trial.ts';

test.each([null, 5, { signal: {} }, { ref: 'yes' }])(
  'options %j are refused as Node does, and nothing begins',
  async (given) => {
    const options = given as object;
    const seen: unknown[] = [];
    const scenario = trialOf({
      a: async () => {
        const ticks = every(9, 0, options)[Symbol.asyncIterator]();
        for (const waits of [sleep(9, 0, options), yieldOnce(0, options), ticks.next()]) {
          seen.push(await waits.catch((error: unknown) => Reflect.get(error as object, 'code')));
        }
      },
    });
    const { run } = await runOnce(scenario);
    expect(seen).toEqual(Array.from({ length: 3 }, () => 'ERR_INVALID_ARG_TYPE'));
    expect([run.execution.now, run.execution.steps]).toEqual([0, 1]);
  },
);

test.each([{}, { ref: true }, { signal: new AbortController().signal }])(
  'with options %j time is virtual',
  async (options) => {
    const a = async (): Promise<void> => {
      await sleep(9, 0, options);
      await yieldOnce(0, options);
    };
    const { run, leaks } = await runOnce(trialOf({ a }));
    expect([run.execution.now, run.ending?.kind, leaks]).toEqual([9, 'quiescent', []]);
  },
);
