import type { Actor, Scheduler } from '../../engine/operation.ts';
import { ImmediateOperation, TIMEOUT_MS_MAX, TimerOperation } from './operation.ts';

/** First number that `+timer` gives: far above those of real timers, which `clearTimeout` accepts as well. */
const FIRST_ID = 1_000_000_000;
/** Timers that code under test asked to be known by number. Weak: an execution that is over takes its own along. */
const numbered = new WeakMap<Scheduler, VirtualTimeout[]>();

/** What an actor's `setTimeout` and `setInterval` return: Node's `Timeout`, on the virtual clock. */
export class VirtualTimeout {
  // Private to the runtime too, so that code which prints a timer does not print the whole execution.
  readonly #actor: Actor;
  readonly #delayMs: number;
  readonly #repeats: boolean;
  /** Assigned once, after construction: a callback's `this` is the timer itself. */
  #run: () => void = () => {};
  #operation: TimerOperation | null = null;
  #isRef: boolean;
  #isCleared = false;
  #id = 0;

  constructor(actor: Actor, delayMs: number, options: { repeats: boolean; isRef: boolean }) {
    this.#actor = actor;
    this.#delayMs = delayMs;
    this.#repeats = options.repeats;
    this.#isRef = options.isRef;
  }

  /** Begins to wait; `run` must not throw. */
  start(run: () => void): this {
    this.#run = run;
    this.#issue();
    return this;
  }

  ref(): this {
    this.#setRef(true);
    return this;
  }

  unref(): this {
    this.#setRef(false);
    return this;
  }

  hasRef(): boolean {
    return this.#isRef;
  }

  /** Starts the delay again, of a timer that has fired as well; a cleared one stays cleared. */
  refresh(): this {
    const operation = this.#operation;
    if (this.#isCleared) return this;
    if (operation === null) {
      this.#issue();
      return this;
    }
    const due = this.#actor.execution.now + this.#delayMs;
    this.#actor.execution.reissue(operation, due, due);
    return this;
  }

  close(): this {
    this.#isCleared = true;
    if (this.#operation !== null) this.#actor.execution.cancel(this.#operation);
    this.#operation = null;
    return this;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Delay in ms, -1 once it is cleared: packages read it, though it is Node's own affair; so the next two. */
  get _idleTimeout(): number {
    return this.#isCleared ? -1 : this.#delayMs;
  }

  get _repeat(): number | null {
    return this.#repeats ? this.#delayMs : null;
  }

  /** Whether nothing is to come of it. */
  get _destroyed(): boolean {
    return this.#operation === null;
  }

  [Symbol.toPrimitive](): number {
    if (this.#id === 0) {
      const execution = this.#actor.execution;
      let timers = numbered.get(execution);
      if (timers === undefined) {
        timers = [];
        numbered.set(execution, timers);
      }
      this.#id = FIRST_ID + timers.push(this) - 1;
    }
    return this.#id;
  }

  #setRef(isRef: boolean): void {
    this.#isRef = isRef;
    if (this.#operation !== null) this.#operation.holdsProcess = isRef;
  }

  #issue(): void {
    const actor = this.#actor;
    // A daemon's longest timer is an upstream that never answers: the connection that waits for it is the hang.
    if (actor.isDaemon && this.#delayMs === TIMEOUT_MS_MAX) return;
    this.#operation = new TimerOperation(actor, this.#delayMs, this.#isRef, () => this.#fire());
    actor.execution.issue(this.#operation);
  }

  #fire(): void {
    this.#operation = null;
    this.#run();
    // The callback may have cleared the interval, or refreshed it.
    if (this.#repeats && !this.#isCleared && this.#operation === null) this.#issue();
  }
}

// What Node calls it, for whoever prints one.
Object.defineProperty(VirtualTimeout, 'name', { value: 'Timeout' });

/** The timer that code under test knows by this number. */
export function timerNumbered(execution: Scheduler, id: number): VirtualTimeout | undefined {
  return numbered.get(execution)?.[id - FIRST_ID];
}

/** What an actor's `setImmediate` returns. */
export class VirtualImmediate {
  readonly #actor: Actor;
  #operation: ImmediateOperation | null = null;
  #isRef = true;

  constructor(actor: Actor) {
    this.#actor = actor;
  }

  /** Begins to wait; `run` must not throw. */
  start(run: () => void): this {
    this.#operation = new ImmediateOperation(this.#actor, this.#isRef, () => {
      this.#operation = null;
      run();
    });
    this.#actor.execution.issue(this.#operation);
    return this;
  }

  ref(): this {
    this.#setRef(true);
    return this;
  }

  unref(): this {
    this.#setRef(false);
    return this;
  }

  hasRef(): boolean {
    return this.#isRef && this.#operation !== null;
  }

  get _destroyed(): boolean {
    return this.#operation === null;
  }

  close(): void {
    if (this.#operation !== null) this.#actor.execution.cancel(this.#operation);
    this.#operation = null;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #setRef(isRef: boolean): void {
    this.#isRef = isRef;
    if (this.#operation !== null) this.#operation.holdsProcess = isRef;
  }
}
Object.defineProperty(VirtualImmediate, 'name', { value: 'Immediate' });
