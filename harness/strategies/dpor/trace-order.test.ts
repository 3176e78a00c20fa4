import { expect, test } from 'vitest';
import type { AccessLog } from '../../engine/access-log.ts';
import { defaultOrder } from '../../engine/default-order.ts';
import { type Actor, DELIVERY, FOREVER, Operation } from '../../engine/operation.ts';
import { kindNamed, resourceNamed } from '../../engine/resource.ts';
import { StepLog } from '../../engine/step-log.ts';
import { runOnce } from '../../run/detailed-run.ts';
import { trial } from '../../testing/trial.ts';
import { TraceOrder } from './trace-order.ts';

/** Touches these keys. */
class Touch extends Operation {
  private readonly touched: readonly number[];
  private readonly done: () => void;

  constructor(actor: Actor, touched: readonly number[], done: () => void) {
    super(actor, kindNamed('touch'), resourceNamed('all'), DELIVERY, 0, FOREVER);
    this.touched = touched;
    this.done = done;
  }

  override logAccesses(log: AccessLog): void {
    for (const key of this.touched) log.writes(key);
  }

  override deliver(): void {
    this.done();
  }
}

/** The log of two actors that share nothing else, each of which touches one row of keys after another. */
async function log(log: StepLog, a: readonly (readonly number[])[], b: readonly (readonly number[])[]): Promise<void> {
  const walk = (rows: readonly (readonly number[])[]) => async (actor: Actor) => {
    for (const row of rows) {
      await new Promise<void>((done) => actor.execution.issue(new Touch(actor, row, done)));
    }
  };
  const scenario = trial(
    (env) => {
      env.actor('a', env.process('p'), walk(a));
      env.actor('b', env.process('q'), walk(b));
    },
    { control: 'gates', memory: 'per-process' },
  );
  await runOnce(scenario, { strategy: { ...defaultOrder, log } });
}

const numbers = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);
const rows = (count: number, width: number): number[][] =>
  numbers(0, count).map((row) => numbers(1 + 1_000 * row, width));

test('of a longer execution that begins as the one before did the same races are found as if nothing had been known', async () => {
  const shared = new StepLog();
  const order = new TraceOrder();
  await log(shared, rows(3, 1), rows(3, 1));
  expect(order.build(shared, 0)).toHaveLength(3);
  await log(shared, rows(100, 1), rows(100, 1));
  expect([...order.build(shared, 2)]).toEqual([...new TraceOrder().build(shared, 0)]);
  expect(order.build(shared, 100)).toHaveLength(100);
});

test('so it is after fifty thousand keys, when what is known of them is begun anew', async () => {
  const shared = new StepLog();
  const order = new TraceOrder();
  const all = rows(101, 500);
  for (let execution = 0; execution < 2; execution++) {
    await log(shared, all, [all[10] ?? [], all[90] ?? []]);
    expect(order.build(shared, execution === 0 ? 0 : 50)).toHaveLength(2);
  }
});
