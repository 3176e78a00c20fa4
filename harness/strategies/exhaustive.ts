import { keyOf, StepLog, WHO } from '../engine/step-log.ts';
import type { Decision, Strategy } from '../engine/strategy.ts';
import { KnownAccesses } from './dpor/known-accesses.ts';
import { type Mover, phantomMover, Reversals, StepMover } from './dpor/reversals.ts';
import {
  type Accesses,
  AccessStack,
  accessesOf,
  conflict,
  firstOf,
  STEPS_MAX,
  secondOf,
  TraceOrder,
} from './dpor/trace-order.ts';
import { insert, isWeakInitial, type SequenceStep, WakeupNode } from './dpor/wakeup-tree.ts';
import type { StrategyDefinition } from './strategy-definition.ts';

/** A point of the exploration: the state after so many steps of the execution in progress. */
interface Point {
  /** What has been explored from here, and need not be until something happens that depends on it. */
  readonly sleep: { readonly who: number; readonly accesses: Accesses }[];
  /** What is to be explored from here; the first is in progress. */
  readonly wakeup: WakeupNode[];
  /** What is kept for this point and those before it ends here. */
  keptTo: number;
  /** Where the step in progress was found in the enabled set. */
  choice: number;
}

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
  private readonly order: TraceOrder = new TraceOrder();
  private readonly reversals: Reversals = new Reversals(this.log, this.order);
  private readonly known: KnownAccesses = new KnownAccesses();
  /** The steps of the execution that has ended, made once and used again. */
  private readonly views: LoggedStep[] = [];
  private readonly sequence: LoggedStep[] = [];
  /** Without which step, and what depends on it, the sequence is; 0: none. */
  private sequenceFirst = 0;
  private readonly stepMover: StepMover = new StepMover(this.log);
  /** The last step of a sequence. */
  private readonly mover: LoggedStep = new LoggedStep(0, noAccesses(this.log), null, this.order);
  private readonly kept: AccessStack = new AccessStack();
  /** Executions that were thrown away, or could only repeat others. */
  repeated = 0;
  private executions = 0;
  private hasBegun = false;
  private isRedundant = false;
  /** The first step of this execution that is not a repetition of the one before. */
  private newFrom = 1;
  /** Steps, shared with the execution before it, whose order and accesses are known. */
  private knownTo = 0;

  begin(): boolean {
    this.isRedundant = false;
    if (!this.hasBegun || this.log.mustRestart) {
      this.hasBegun = true;
      this.log.mustRestart = false;
      this.repeated = this.executions;
      this.points.length = 0;
      this.newFrom = 1;
      this.knownTo = 0;
      this.log.knownSteps = 0;
      return true;
    }
    return this.backtrack();
  }

  choose(decision: Decision): number {
    const depth = decision.steps;
    const known = this.points[depth];
    if (known !== undefined && depth < this.newFrom - 1) return this.repeat(decision, known);
    const point = known ?? this.addPoint(depth);
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

  end(steps: number): void {
    this.executions++;
    if (this.isRedundant) this.repeated++;
    if (steps >= STEPS_MAX) this.isIncomplete ??= `an execution has more than ${STEPS_MAX} steps`;
    else if (!this.isRedundant && !this.log.mustRestart) this.reverseRaces();
  }

  /** Moves to the deepest point that has something left to explore. */
  private backtrack(): boolean {
    for (let depth = this.points.length - 1; depth >= 0; depth--) {
      const point = this.points[depth] as Point;
      const { sleep, wakeup } = point;
      const done = wakeup.shift();
      this.kept.top = point.keptTo;
      if (done !== undefined) sleep.push({ who: done.who, accesses: this.kept.push(this.log, depth + 1) });
      point.keptTo = this.kept.top;
      if (wakeup.length > 0) {
        while (this.points.length > depth + 1) this.points.pop();
        this.newFrom = depth + 1;
        this.log.knownSteps = depth;
        this.knownTo = Math.min(this.knownTo, depth);
        return true;
      }
    }
    this.points.length = 0;
    return false;
  }

  private addPoint(depth: number): Point {
    const before = this.points[depth - 1];
    const taken = before?.wakeup[0];
    const sleep = before === undefined || before.sleep.length === 0 ? [] : this.stillAsleep(before.sleep, depth);
    const point: Point = { sleep, wakeup: taken?.takeChildren() ?? [], keptTo: this.kept.top, choice: 0 };
    this.points.push(point);
    return point;
  }

  /** Of those asleep before this step, the ones that it does not wake: it is not theirs, nor depends on them. */
  private stillAsleep(before: Point['sleep'], step: number): Point['sleep'] {
    const who = this.log.field(step, WHO);
    const accesses = accessesOf(this.log, step);
    const sleep: Point['sleep'] = [];
    for (const asleep of before) {
      if (asleep.who !== who && !conflict(asleep.accesses, accesses)) sleep.push(asleep);
    }
    return sleep;
  }

  private chooseAwake(decision: Decision, { sleep }: Point): number {
    const preferred = decision.defaultIndex;
    if (sleep.length === 0) return preferred;
    if (isAwake(decision, preferred, sleep)) return preferred;
    for (let at = 0; at < decision.count; at++) if (isAwake(decision, at, sleep)) return at;
    if (!this.isRedundant) this.blocked++;
    this.isRedundant = true;
    return preferred;
  }

  private reverseRaces(): void {
    const { log, newFrom } = this;
    const races = this.order.build(log, newFrom, this.knownTo);
    this.known.learn(log, newFrom);
    this.viewSteps();
    this.sequenceFirst = 0;
    this.knownTo = log.steps;
    let searched = 0;
    for (const race of races) {
      const [first, second] = [firstOf(race), secondOf(race)];
      if (second === searched) continue;
      const mover = this.stepMover.become(second);
      if (this.reversals.isPossible(first, mover)) {
        this.reverse(first, mover);
      } else {
        // Something forbids this one: look further back, for all of its races at once.
        searched = second;
        for (const earlier of this.reversals.find(mover, second - 1)) this.reverse(earlier, mover);
      }
    }
    for (const phantom of log.phantoms) {
      if (phantom.at < newFrom) continue;
      const mover = phantomMover(phantom);
      for (const earlier of this.reversals.find(mover, phantom.at)) this.reverse(earlier, mover);
    }
  }

  private viewSteps(): void {
    const { log, views, order } = this;
    // The log may have taken new arrays, for the steps before as well.
    const from = views[1]?.accesses.keys === log.keys ? this.knownTo + 1 : 1;
    while (views.length <= log.steps) {
      views.push(new LoggedStep(0, noAccesses(log), views.length, order));
    }
    for (let step = from; step <= log.steps; step++) (views[step] as LoggedStep).look(log, step);
  }

  /** Sees to it that some execution has the mover before `first`. */
  private reverse(first: number, mover: Mover): void {
    const point = this.points[first - 1];
    if (point === undefined) return;
    const sequence = this.sequenceWithout(first, mover);
    for (const asleep of point.sleep) if (isWeakInitial(asleep, sequence)) return;
    const [inProgress] = point.wakeup;
    // What it touched is known only now that it has run.
    if (inProgress !== undefined) show(inProgress, this.log, first);
    insert(point.wakeup, sequence);
  }

  /** What follows `first` without depending on it, then the mover. */
  private sequenceWithout(first: number, mover: Mover): LoggedStep[] {
    const { log, order, sequence } = this;
    // Races come by their second step, and many of them often have one first.
    if (first !== this.sequenceFirst) {
      this.sequenceFirst = first;
      while (sequence.length > 0) sequence.pop();
      for (let step = first + 1; step <= log.steps; step++) {
        if (!order.isBefore(first, step)) sequence.push(this.views[step] as LoggedStep);
      }
      sequence.push(this.mover);
    }
    this.mover.become(mover, this.known.add(mover));
    return sequence;
  }
}

/** A step of the execution in a sequence; the mover, which may never have run, has no step. */
class LoggedStep implements SequenceStep {
  who: number;
  readonly accesses: { keys: Int32Array; modes: Uint8Array; from: number; to: number };
  private readonly step: number | null;
  private readonly order: TraceOrder;
  private issuedAt = 0;

  constructor(who: number, accesses: LoggedStep['accesses'], step: number | null, order: TraceOrder) {
    this.who = who;
    this.accesses = accesses;
    this.step = step;
    this.order = order;
  }

  /** Shows a step that is to come before others. */
  become({ who, issuedAt }: Mover, { keys, modes, from, to }: Accesses): void {
    this.who = who;
    this.issuedAt = issuedAt;
    const { accesses } = this;
    accesses.keys = keys;
    accesses.modes = modes;
    accesses.from = from;
    accesses.to = to;
  }

  /** Shows this step as the log has it now. */
  look(log: StepLog, step: number): void {
    this.who = log.field(step, WHO);
    show(this.accesses, log, step);
  }

  follows(earlier: LoggedStep): boolean {
    if (earlier.step === null) return false;
    if (this.step !== null) return this.order.isBefore(earlier.step, this.step);
    if (this.issuedAt > 0 && (earlier.step === this.issuedAt || this.order.isBefore(earlier.step, this.issuedAt))) {
      return true;
    }
    return conflict(earlier.accesses, this.accesses);
  }
}

function noAccesses({ keys, modes }: StepLog): LoggedStep['accesses'] {
  return { keys, modes, from: 0, to: 0 };
}

/** Points accesses at a step of the log. */
function show(accesses: LoggedStep['accesses'], log: StepLog, step: number): void {
  accesses.keys = log.keys;
  accesses.modes = log.modes;
  accesses.from = log.start(step);
  accesses.to = log.start(step + 1);
}

function isAwake(decision: Decision, at: number, sleep: Point['sleep']): boolean {
  const who = keyOf(operationAt(decision, at));
  for (let i = 0; i < sleep.length; i++) if (sleep[i]?.who === who) return false;
  return true;
}

function operationAt(decision: Decision, at: number): Parameters<typeof keyOf>[0] {
  return decision.enabled[at] as Parameters<typeof keyOf>[0];
}

function indexOf(decision: Decision, who: number): number {
  for (let at = 0; at < decision.count; at++) if (keyOf(operationAt(decision, at)) === who) return at;
  return -1;
}
