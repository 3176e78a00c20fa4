import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Decision } from '../engine/strategy.ts';
import { explore } from '../explore/explore.ts';
import { trial, trialOf } from '../testing/trial.ts';
import { runOnce } from './detailed-run.ts';

test('a setup that throws, or that is asynchronous, is no finding', async () => {
  const throws = trial(() => {
    throw new Error('no such model');
  });
  await expect(explore(throws, 'only', {})).rejects.toThrow(/^ERR_BAD_SCENARIO_MODULE: scenario trial threw in setup/);
  const late = trial(async () => {});
  await expect(explore(late, 'only', {})).rejects.toThrow(/^ERR_BAD_SCENARIO_MODULE: setup of .* returned a promise/);
});

test('a cost that throws is no finding', async () => {
  const cost = {
    name: 'latency',
    unit: 'ms' as const,
    figures: ['max' as const],
    says: 'how long',
    measure: () => {
      throw new Error('nothing was measured');
    },
  };
  const scenario = trial((env) => env.actor('a', env.process('p'), () => {}), { costs: [cost] });
  await expect(explore(scenario, 'only', { schedulesMax: 1, measuresCosts: true })).rejects.toThrow(
    /^ERR_BAD_SCENARIO_MODULE: scenario trial threw in a cost: Error: nothing was measured/,
  );
});

test('a step of a file operation is delayed by 10 ms at most, or as long as the scenario says', async () => {
  const timersFirst = ({ enabled, count }: Decision): number =>
    Math.max(
      0,
      enabled.slice(0, count).findIndex(({ kind }) => kind.name === 'timer'),
    );
  const order = async (spec: { fileMsMax?: number }): Promise<string[]> => {
    const seen: string[] = [];
    const a = async (): Promise<void> => {
      for (const ms of [10, 25]) setTimeout(() => seen.push(String(ms)), ms);
      await readFile('/none').catch(() => seen.push('read'));
    };
    const strategy = { begin: () => true, choose: timersFirst, end: () => {} };
    await runOnce(trialOf({ a }, spec), { strategy });
    return seen;
  };
  // Of two steps, the second is counted from the first.
  expect(await order({})).toEqual(['10', 'read', '25']);
  expect(await order({ fileMsMax: 30 })).toEqual(['10', '25', 'read']);
});
