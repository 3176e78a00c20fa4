import { expect, test } from 'vitest';
import { isArmed } from '../engine/current-actor.ts';
import { realNow } from '../seams/timers/clock.ts';
import { driveInSlices, type SliceableMachine } from './slices.ts';

/** Steps of an execution of the machine. */
const LENGTH = 100;
/** So long a step may take, in ms. */
const STEP_MS = 0.1;

/** A machine of so many steps, which take that long or hardly any time, and whether it was between two executions whenever a slice ended. */
function machineOf(
  steps: number,
  stepMs = 0,
): SliceableMachine & { readonly ends: readonly boolean[]; readonly steps: number } {
  const ends: boolean[] = [];
  let made = 0;
  const isBetween = (): boolean => made % LENGTH === 0;
  return {
    ends,
    get steps() {
      return made;
    },
    get isBetweenExecutions() {
      return isBetween();
    },
    advance: () => {
      const until = realNow() + stepMs;
      while (realNow() < until);
      return ++made < steps;
    },
    escaped: () => {},
    leaks: { arm: () => {}, disarm: () => void ends.push(isBetween()), take: () => [] },
  };
}

test('every fifty ms or so others have a turn, between two executions', async () => {
  const machine = machineOf(2_000, STEP_MS);
  let turns = 0;
  const others = setInterval(() => turns++, 0);
  await driveInSlices(machine, { usesSeams: false });
  clearInterval(others);
  expect(machine.steps).toBe(2_000);
  // The machine alone takes 200 ms; a busy computer may take longer.
  expect(machine.ends.length).toBeGreaterThanOrEqual(3);
  expect(machine.ends.length).toBeLessThan(25);
  expect(new Set(machine.ends)).toEqual(new Set([true]));
  expect(turns).toBeGreaterThanOrEqual(2);
});

test('after a slice calls are real again, and without the seams the exit code stays', async () => {
  await driveInSlices(machineOf(LENGTH), { usesSeams: true });
  expect(isArmed()).toBe(false);
  const { exitCode } = process;
  process.exitCode = 3;
  await driveInSlices(machineOf(LENGTH), { usesSeams: false });
  const after = process.exitCode;
  process.exitCode = exitCode;
  expect(after).toBe(3);
});

test('a machine that cannot be told of a doubt fails with it', async () => {
  const advance = (): boolean => {
    throw new TypeError('a bug of the engine');
  };
  const machine: SliceableMachine = { ...machineOf(LENGTH), advance };
  await expect(driveInSlices(machine, { usesSeams: false })).rejects.toThrow(/^ERR_INVARIANT: .* a bug of the engine/);
});
