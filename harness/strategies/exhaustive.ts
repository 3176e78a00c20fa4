import { keyOf, StepLog } from '../engine/step-log.ts';
import type { Decision, Strategy } from '../engine/strategy.ts';
import { AccessStack } from './dpor/accesses.ts';
import { PlannedReversals } from './dpor/planned-reversals.ts';
import { isAwake, type Point, stillAsleep } from './dpor/point.ts';
import { STEPS_MAX } from './dpor/trace-order.ts';
import { WakeupNode } from './dpor/wakeup-node.ts';
import type { StrategyDefinition } from './strategy-definition.ts';

export const EXHAUSTIVE: StrategyDefinition = {
  name: 'exhaustive',
  says: 'all schedules, up to the order of independent steps',
  options: [],
  facts: { enumerates: true, learns: false, reduces: true, isFair: false },
  make: () => new Exhaustive(),
};

/**
 * All schedules up to the order of independent steps: one execution for each Mazurkiewicz trace. Optimal dynamic
 * partial-order reduction with source sets, sleep sets and wakeup trees (Abdulla, Aronis, Jonsson and Sagonas, POPL 2014
 * and JACM 2017): after each execution, every race whose reversal is possible and not yet explored is put into the tree
 * of the point before it.
 *
 * What is ours: threads are operations (an actor may have several pending), each a chain of effects and a delivery, begun
 * by the step that issued it. Dependence comes from what steps touch (engine/step-log.ts), the virtual clock included.
 * Operations that were withdrawn, killed or blocked to the end count as racing with what withdrew them. When time or a
 * lock forbids to reverse a race, the steps before it are tried (strategies/dpor/reversals.ts).
 */
export class Exhaustive implements Strategy {
  readonly seesEveryStep = true;
  readonly log: StepLog = new StepLog();
  isIncomplete: string | null = null;
  unrepeatable: string | null = null;
  /** Executions that could only repeat what had been explored. */
  blocked = 0;
  /** Steps of wakeup trees that could not be taken: with exact footprints there are none. */
  unreachable = 0;
  private readonly points: Point[] = [];
  private readonly reversals: PlannedReversals = new PlannedReversals(this.log, this.points);
  private readonly kept: AccessStack = new AccessStack();
  /** Executions that were thrown away, or could only repeat others. */
  repeated = 0;
  private executions = 0;
  private hasBegun = false;
  private isRedundant = false;
  /** The first step of this execution that is not a repetition of the one before. */
  private newFrom = 1;

  begin(): boolean {
    this.isRedundant = false;
    if (!this.hasBegun || this.log.mustRestart) {
      this.hasBegun = true;
      this.log.mustRestart = false;
      this.repeated = this.executions;
      this.points.length = 0;
      this.newFrom = 1;
      this.reversals.keepTo(0);
      this.log.knownSteps = 0;
      return true;
    }
    return this.backtrack();
  }

  choose(decision: Decision): number {
    const depth = decision.steps;
    if (depth < this.newFrom - 1) return this.repeat(decision, this.points[depth] as Point);
    const point = this.points[depth] ?? this.addPoint(depth);
    for (let next = point.wakeup[0]; next !== undefined; next = point.wakeup[0]) {
      const at = indexOf(decision, next.who);
      if (at >= 0) {
        point.choice = at;
        return at;
      }
      this.unreachable++;
      this.isIncomplete ??= `step ${depth + 1} of a planned reversal could not be taken`;
      point.wakeup.shift();
    }
    const at = this.chooseAwake(decision, point);
    point.choice = at;
    point.wakeup.push(WakeupNode.alone(keyOf(operationAt(decision, at)), this.log));
    return at;
  }

  /** The step that the execution before took here. */
  private repeat(decision: Decision, { choice, wakeup }: Point): number {
    const expected = wakeup[0]?.who;
    if (choice < decision.count && keyOf(operationAt(decision, choice)) === expected) return choice;
    this.unrepeatable ??= `step ${decision.steps + 1} of a repeated schedule was another one`;
    return decision.defaultIndex;
  }

  /**
   * Where the search stands in its tree, if at each point all branches, those known now, lead to equally many executions (Knuth,
   * "Estimating the efficiency of backtrack programs", 1975). Points get more branches as races are found, and what comes late
   * sleeps: the first makes the share too large, the second too small.
   */
  get explored(): number {
    let explored = 0;
    let share = 1;
    for (const { done, wakeup } of this.points) {
      share /= Math.max(1, done + wakeup.length);
      explored += share * done;
    }
    return explored + share;
  }

  end(steps: number): void {
    this.executions++;
    if (this.isRedundant) this.repeated++;
    this.isIncomplete ??= this.log.doubt;
    if (steps >= STEPS_MAX) this.isIncomplete ??= `an execution has more than ${STEPS_MAX} steps`;
    else if (!this.isRedundant && !this.log.mustRestart) this.reversals.plan(this.newFrom);
  }

  /** Moves to the deepest point that has something left to explore. */
  private backtrack(): boolean {
    for (let depth = this.points.length - 1; depth >= 0; depth--) {
      const point = this.points[depth] as Point;
      const { sleep, wakeup } = point;
      const done = wakeup.shift();
      point.done++;
      this.kept.top = point.keptTo;
      if (done !== undefined) sleep.push({ who: done.who, accesses: this.kept.push(this.log, depth + 1) });
      point.keptTo = this.kept.top;
      if (wakeup.length > 0) {
        while (this.points.length > depth + 1) this.points.pop();
        this.newFrom = depth + 1;
        this.log.knownSteps = depth;
        this.reversals.keepTo(depth);
        return true;
      }
    }
    this.points.length = 0;
    return false;
  }

  private addPoint(depth: number): Point {
    const before = this.points[depth - 1];
    const taken = before?.wakeup[0];
    const sleep = before === undefined || before.sleep.length === 0 ? [] : stillAsleep(before.sleep, this.log, depth);
    const point: Point = { sleep, wakeup: taken?.takeChildren() ?? [], done: 0, keptTo: this.kept.top, choice: 0 };
    this.points.push(point);
    return point;
  }

  private chooseAwake(decision: Decision, { sleep }: Point): number {
    const preferred = decision.defaultIndex;
    if (sleep.length === 0) return preferred;
    if (isAwake(keyOf(operationAt(decision, preferred)), sleep)) return preferred;
    for (let at = 0; at < decision.count; at++) if (isAwake(keyOf(operationAt(decision, at)), sleep)) return at;
    if (!this.isRedundant) this.blocked++;
    this.isRedundant = true;
    return preferred;
  }
}

function operationAt(decision: Decision, at: number): Parameters<typeof keyOf>[0] {
  return decision.enabled[at] as Parameters<typeof keyOf>[0];
}

function indexOf(decision: Decision, who: number): number {
  for (let at = 0; at < decision.count; at++) if (keyOf(operationAt(decision, at)) === who) return at;
  return -1;
}
