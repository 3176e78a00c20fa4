import { expect, test } from 'vitest';
import { StepLog } from '../engine/step-log.ts';
import type { Decision, Strategy } from '../engine/strategy.ts';
import { PlainExhaustive } from '../strategies/plain-exhaustive.ts';
import { programScenario } from '../testing/programs/program-scenario.ts';
import { runMany } from '../testing/programs/sample.ts';
import { lastZero, lostUpdates, philosophers, readers, writesThenRead } from '../testing/programs/trace-programs.ts';
import { mergeCounts, TraceClasses, traceCoverage } from './trace-classes.ts';

/** Plain enumeration that takes the class of every execution. */
class Looking implements Strategy {
  readonly name = 'looking';
  readonly log: StepLog = new StepLog();
  readonly classes: TraceClasses = new TraceClasses();
  private readonly inner: PlainExhaustive = new PlainExhaustive();

  begin(): boolean {
    return this.inner.begin();
  }

  choose(decision: Decision): number {
    return this.inner.choose(decision);
  }

  end(): void {
    this.classes.look(this.log, 1);
  }
}

test.each([readers(4), writesThenRead(2), lostUpdates(3), lastZero(4), philosophers(3)])(
  'all interleavings of $name fall into $traces classes',
  async (program) => {
    const strategy = new Looking();
    const run = { implementation: 'gated', strategy, executionsMax: 100_000 };
    const { executions } = await runMany(programScenario(program), run);
    expect(strategy.classes.counts.size).toBe(program.traces);
    expect([...strategy.classes.counts.values()].reduce((sum, count) => sum + count, 0)).toBe(executions);
  },
);

test('a class is named by an integer of 53 bits', async () => {
  const strategy = new Looking();
  await runMany(programScenario(readers(3)), { implementation: 'gated', strategy, executionsMax: 50 });
  const names = [...strategy.classes.counts.keys()];
  expect(names.filter((name) => !Number.isSafeInteger(name) || name < 0)).toEqual([]);
  expect(names.some((name) => name > 2 ** 32)).toBe(true);
  const ofNoStep = new TraceClasses();
  ofNoStep.look(new StepLog(), 7);
  expect([...ofNoStep.counts]).toEqual([[7, 1]]);
});

test('Good-Turing: the share of executions whose class was seen once', () => {
  expect(traceCoverage({ a: 1, b: 2, c: 1, d: 4 })).toEqual({ looked: 8, classes: 4, once: 2, unseen: 0.25 });
  expect(traceCoverage(mergeCounts([{ a: 1, b: 2 }, { a: 3 }]))).toEqual({
    looked: 6,
    classes: 2,
    once: 0,
    unseen: 0,
  });
  expect(traceCoverage({})).toBeNull();
});
