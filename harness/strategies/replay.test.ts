import { expect, test } from 'vitest';
import type { Schedule } from '../engine/schedule.ts';
import { runOnce } from '../run/detailed-run.ts';
import { trialOf } from '../testing/trial.ts';
import { Replay } from './replay.ts';

const scenario = trialOf({ a: (actor) => actor.gate('x'), b: (actor) => actor.gate('y') }, { control: 'gates' });

async function follow(schedule: Schedule): Promise<{ replay: Replay; steps: string[] }> {
  const replay = new Replay(schedule);
  const { events } = await runOnce(scenario, { strategy: replay });
  return { replay, steps: events.map(({ text }) => text) };
}

const DEPARTURE = { insteadOf: 'a#1 start actor (delivery)', run: 'b#1 start actor (delivery)' };

test('a departure is made where the default order would take the step that it names', async () => {
  const { replay, steps } = await follow([DEPARTURE]);
  expect(steps).toEqual(['b#1 start actor', 'b#2 gate y', 'a#1 start actor', 'a#2 gate x']);
  expect(replay.followed).toEqual([DEPARTURE]);
  expect(replay.divergences()).toEqual([]);
});

test('a departure to what is not enabled then is passed over, one whose moment never comes is left', async () => {
  const never = { insteadOf: 'c#1 start actor (delivery)', run: 'b#1 start actor (delivery)' };
  const missed = { ...DEPARTURE, run: 'b#2 gate y (delivery)' };
  const { replay, steps } = await follow([missed, never]);
  expect(steps).toEqual(['a#1 start actor', 'a#2 gate x', 'b#1 start actor', 'b#2 gate y']);
  expect(replay.followed).toEqual([]);
  expect(replay.divergences()).toEqual([
    { step: 1, departure: missed },
    { step: undefined, departure: never },
  ]);
});
