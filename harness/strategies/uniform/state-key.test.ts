import { expect, test } from 'vitest';
import { type AccessLog, READ, WRITE } from '../../engine/access-log.ts';
import { DELIVERY, type Operation } from '../../engine/operation.ts';
import { READS_FROM, StateKey } from './state-key.ts';

const X = 1;

/** The only step of an actor, which touches X. */
function step(index: number, mode: number): Operation {
  const logAccesses = (log: AccessLog): void => log.add(X, mode);
  const actor = { index, hash: index, isFinished: true };
  const named = { actor, kind: { hash: 1 }, resource: { hash: X } };
  return { ...named, n: 1, effects: 0, phase: DELIVERY, logAccesses } as unknown as Operation;
}

/** The state after these steps, of actors that end with them. */
function stateAfter(steps: readonly Operation[]): number {
  const key = new StateKey();
  key.begin(READS_FROM);
  let state = 0;
  for (const each of steps) {
    key.took(each);
    const lastActor = each.actor;
    state = key.at({ enabled: [], count: 0, defaultIndex: 0, steps: 0, now: 0, lastActor });
  }
  return state;
}

test('what an actor read that has ended leaves no mark, what it wrote does', () => {
  const [reads, writes, writesToo] = [step(0, READ), step(1, WRITE), step(2, WRITE)];
  expect(stateAfter([reads, writes])).toBe(stateAfter([writes, reads]));
  expect(stateAfter([writes, writesToo])).not.toBe(stateAfter([writesToo, writes]));
  expect(stateAfter([reads, writes, writesToo])).toBe(stateAfter([writes, writesToo, reads]));
});
