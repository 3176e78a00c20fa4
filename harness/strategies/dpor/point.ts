import { type StepLog, WHO } from '../../engine/step-log.ts';
import { type Accesses, accessesOf, conflict } from './accesses.ts';
import type { WakeupNode } from './wakeup-node.ts';

/** A point of the exploration: the state before a step of the execution in progress; `points[0]` is before the first. */
export interface Point {
  /** What has been explored from here, and need not be until something happens that depends on it. */
  readonly sleep: Asleep[];
  /** What is to be explored from here; the first is in progress. */
  readonly wakeup: WakeupNode[];
  /** How much of what was to be explored from here has been. */
  done: number;
  /** What is kept for this point and those before it ends here. */
  keptTo: number;
  /** Where the step in progress was found in the enabled set. */
  choice: number;
}

/** An operation whose next step need not be taken at a point, and what that step touches. */
interface Asleep {
  readonly who: number;
  readonly accesses: Accesses;
}

/** Of those asleep before a step, the ones that it does not wake: it is not theirs, nor depends on them. */
export function stillAsleep(before: readonly Asleep[], log: StepLog, step: number): Asleep[] {
  const who = log.field(step, WHO);
  const accesses = accessesOf(log, step);
  const sleep: Asleep[] = [];
  for (const asleep of before) {
    if (asleep.who !== who && !conflict(asleep.accesses, accesses)) sleep.push(asleep);
  }
  return sleep;
}

/** Whether this operation's next step is to be taken at a point where these sleep. */
export function isAwake(who: number, sleep: readonly Asleep[]): boolean {
  for (let i = 0; i < sleep.length; i++) if (sleep[i]?.who === who) return false;
  return true;
}
