import type { Account } from './account.ts';
import { type ActorOptions, RunningActor } from './actor.ts';
import { ActorNames } from './actor-names.ts';
import { currentActor } from './current-actor.ts';
import { defaultIndexOf } from './default-index.ts';
import { type Ending, endingAtRest, type Unhandled } from './ending.ts';
import { invariant, isRacelineError, type RacelineError } from './errors.ts';
import type { ExecutionSetup } from './execution-setup.ts';
import { type Limits, UNHANDLED_MAX } from './limits.ts';
import { type LoadModule, letLoad } from './load-module.ts';
import { type Actor, DELIVERY, EFFECT, type Operation, type Rest, type Scheduler, wholeMs } from './operation.ts';
import { Pending } from './pending.ts';
import { SimProcess } from './process.ts';
import type { ProcessWatch } from './process-watch.ts';
import { holdsAnything, restOf } from './rest.ts';
import { type Enter, Start } from './start.ts';
import { traceWord } from './step-hash.ts';
import type { StepLog } from './step-log.ts';
import type { StepObserver } from './step-observer.ts';
import type { Decision, Strategy } from './strategy.ts';
import { TraceHash } from './trace-hash.ts';

/**
 * One execution: the pending operations, the virtual clock and the step loop's two halves. `step` chooses one enabled
 * operation and lets it act; the driver then drains microtasks; `settle` closes the step. Everything recorded here is an
 * integer: labels and texts are made by a StepObserver, on replay only.
 */
export class Execution implements Decision, Scheduler {
  readonly actors: RunningActor[] = [];
  readonly processes: SimProcess[] = [];
  readonly limits: Limits;
  readonly hash: TraceHash = new TraceHash();
  /** The index in the enabled set that each step took, then -1: replays this execution of the same code exactly. */
  readonly choices: Int32Array;
  readonly observer: StepObserver | null;
  /** What the seams act on; null in gates mode. */
  world: object | null = null;
  /** Virtual time since the execution's start, in ms. */
  now = 0;
  steps = 0;
  /** Operation of the step in progress or just made. */
  current: Operation | null = null;
  /** Whether that step is its delivery: the operation's own phase may have moved on. */
  isDelivery = false;
  /** Outcome of the step made last; goes into the hash with the next step. */
  outcome = 0;
  unhandled: Unhandled[] = [];
  /** What the harness could not do for the code under test, or the scenario did wrong: no verdict may rest on it. */
  refusals: RacelineError[] | null = null;
  /** How often the scenario has said that a fault may leave actors unfinished for ever. */
  explanations = 0;
  /** Processes that were killed, or ended themselves. */
  kills = 0;
  /** Connections that wait for their upstream: they keep processes alive, and for ever is a fault that explains unfinished actors. */
  connections = 0;
  /** Sockets that listen or read: they keep processes alive, and explain nothing. */
  handles = 0;
  // The Decision that a strategy sees.
  enabled: readonly Operation[] = [];
  count = 0;

  private readonly pending: Pending = new Pending();
  private readonly names: ActorNames = new ActorNames();
  private readonly strategy: Strategy;
  /** Where steps say what they touch, for strategies that work on that. */
  readonly log: StepLog | null;
  private readonly seesEveryStep: boolean;
  private readonly enter: Enter;
  private sequence = 0;
  lastActor: Actor | null = null;
  private readonly onTime: ((now: number) => void) | null;
  private readonly watch: ProcessWatch | null;
  private readonly load: LoadModule | null;
  private ended: Ending | null = null;

  constructor(setup: ExecutionSetup) {
    this.strategy = setup.strategy;
    this.log = setup.log ?? null;
    this.seesEveryStep = setup.strategy.seesEveryStep === true;
    this.limits = setup.limits;
    this.choices = setup.choices;
    this.enter = setup.enter;
    this.onTime = setup.onTime;
    this.watch = setup.watch ?? null;
    this.load = setup.load ?? null;
    this.observer = setup.observer;
    invariant(this.choices.length > this.limits.stepsMax, 'the choice buffer holds stepsMax choices and an end mark');
  }

  get isInDetail(): boolean {
    return this.observer !== null;
  }

  get ending(): Ending | null {
    return this.ended;
  }

  process(name: string, pid: number, threadOf: SimProcess | null = null, account?: Account): SimProcess {
    const process = new SimProcess(name, pid, this.processes.length, threadOf, account);
    process.startedAt = this.now;
    if (this.load !== null) letLoad(process, this.load, this);
    this.processes.push(process);
    return process;
  }

  actor(name: string, process: SimProcess, body: (actor: Actor) => unknown, options: ActorOptions = {}): RunningActor {
    const actor = new RunningActor(this, this.names.take(name), process, this.actors.length, body, options);
    this.actors.push(actor);
    if (options.atOnce === true) this.enter(actor);
    else if (!actor.isDaemon) {
      this.issue(new Start(actor, this.enter, Math.max(this.now, options.atMs ?? 0), options.latestMs));
    }
    return actor;
  }

  nextSequence(): number {
    return ++this.sequence;
  }

  issue(operation: Operation): void {
    if (!this.isOpenTo(operation)) return;
    this.admit(operation);
    if (this.observer !== null) this.observer.operationIssued(operation);
  }

  issueGate(gate: Operation): void {
    if (!this.isOpenTo(gate)) return;
    gate.issuedAt = this.steps;
    this.pending.addUnconstrained(gate);
    if (this.log !== null) this.log.issued(gate, this);
    if (this.observer !== null) this.observer.operationIssued(gate);
  }

  private isOpenTo(operation: Operation): boolean {
    if (!operation.actor.process.alive || this.ended !== null) return false;
    if (this.pending.size < this.limits.pendingMax) return true;
    this.ended = { kind: 'bound', bound: 'pendingMax', value: this.limits.pendingMax };
    return false;
  }

  cancel(operation: Operation): void {
    const wasPending = this.pending.remove(operation);
    if (this.log !== null) this.log.cancelled(operation, this, wasPending);
  }

  reissue(operation: Operation, earliest: number, latest: number): void {
    this.cancel(operation);
    operation.sequence = this.nextSequence();
    operation.earliest = wholeMs(earliest);
    operation.latest = wholeMs(latest);
    if (operation.actor.process.alive && this.ended === null) this.admit(operation);
  }

  unpark(operation: Operation): void {
    const [earliestMs, latestMs] = operation.deliveryWindow();
    operation.phase = DELIVERY;
    this.reissue(operation, this.now + earliestMs, this.now + latestMs);
  }

  /** kill -9, or its natural end: nothing of this process ever runs again, nor of its threads; what it did to the world stays. */
  kill(process: SimProcess): void {
    if (!process.alive) return;
    for (const each of this.processes) {
      if (each.threadOf !== process) continue;
      each.isEnding ||= process.isEnding;
      this.kill(each);
    }
    process.alive = false;
    if (this.log !== null) this.log.killed(process, this.pending.all, this);
    this.pending.removeOf(process);
    if (process.isEnding) return;
    this.kills++;
    for (const actor of this.actors) if (actor.process === process) actor.kill();
  }

  restOf(process: SimProcess, except: Operation | null): Rest {
    return restOf(process, { pending: this.pending.all, actors: this.actors }, except);
  }

  /**
   * A rejection or exception that no code handled: attributed to the step in progress, and to the actor whose code it
   * is as far as the asynchronous context knows. Code of a killed process would not have run.
   */
  escaped(error: unknown, actor: Actor | undefined = currentActor() ?? this.current?.actor): void {
    if (actor !== undefined && !actor.process.alive) return;
    if (isRacelineError(error)) this.refuse(error);
    else if (actor !== undefined && this.watch?.handles(error, actor) === true) return;
    else if (this.unhandled.length < UNHANDLED_MAX) {
      this.unhandled.push({ step: this.steps, actor: actor?.name ?? 'setup', error });
    } else this.ended ??= { kind: 'bound', bound: 'unhandledMax', value: UNHANDLED_MAX };
  }

  refuse(error: RacelineError): void {
    this.refusals ??= [];
    this.refusals.push(error);
  }

  line(kind: 'log' | 'note' | 'fault', text: string): void {
    if (this.observer !== null) this.observer.line(this, kind, text);
  }

  /**
   * Chooses one enabled operation and lets it act. True: drain microtasks, then call `settle`.
   * False: the execution is over and `ending` says how.
   */
  step(): boolean {
    if (this.ended !== null) return false;
    const { pending } = this;
    pending.collectEnabled(this.steps, holdsAnything(this));
    this.enabled = pending.enabled;
    this.count = pending.count;
    if (this.count === 0) {
      if (this.watch?.nothingRuns() === true) return this.step();
      this.ended = endingAtRest(this.actors, this, pending.all);
      return false;
    }
    if (this.steps >= this.limits.stepsMax) {
      this.ended = { kind: 'bound', bound: 'stepsMax', value: this.limits.stepsMax };
      return false;
    }
    const choice = this.count === 1 && !this.seesEveryStep ? 0 : this.strategy.choose(this);
    const operation = this.enabled[choice];
    invariant(operation !== undefined && choice < this.count, 'a strategy chooses from the enabled set');
    // Before the clock moves and the pending operations change: the default order depends on both.
    const insteadOf = this.observer === null ? operation : (this.enabled[this.defaultIndex] ?? operation);
    if (operation.earliest > this.now && !this.advanceTo(operation.earliest)) return false;
    this.choices[this.steps] = choice;
    this.choices[++this.steps] = -1;
    if (this.observer !== null) this.observer.stepChosen(this, operation, insteadOf);
    if (this.log !== null) this.log.stepBegins(operation, this);
    this.current = operation;
    this.lastActor = operation.actor;
    this.isDelivery = operation.phase === DELIVERY;
    this.hash.mix(traceWord(operation), this.now ^ Math.imul(this.outcome, 0x85ebca6b));
    if (this.watch !== null) this.watch.stepBegins(operation.actor.process);
    this.act(operation, choice);
    return true;
  }

  /** Closes the step, after the drain. */
  settle(): void {
    const operation = this.current;
    if (operation === null) return;
    if (this.watch !== null) this.watch.stepEnds(operation.actor.process);
    this.outcome = operation.outcome();
    if (this.observer !== null) this.observer.stepDone(this, operation);
    else if (this.isDelivery) operation.recycle();
  }

  /** Tells the log what is left at the end: what is blocked for good, and what no process stays alive for. */
  closeLog(): void {
    if (this.log !== null) this.log.executionEnded(this.ended?.kind === 'bound' ? [] : this.pending.all, this);
  }

  private act(operation: Operation, choice: number): void {
    if (operation.phase === EFFECT) {
      const next = operation.effect();
      operation.effects++;
      operation.issuedAt = this.steps;
      operation.opensLater = false;
      if (next === 'again') return;
      if (next === 'park') {
        this.pending.remove(operation);
        return;
      }
      const [earliestMs, latestMs] = operation.deliveryWindow();
      operation.phase = DELIVERY;
      operation.earliest = wholeMs(this.now + earliestMs);
      operation.latest = wholeMs(this.now + latestMs);
      operation.opensLater = operation.earliest > this.now;
      this.pending.classify(operation, this.now);
      return;
    }
    this.pending.removeEnabled(operation, choice);
    operation.deliver();
  }

  private advanceTo(now: number): boolean {
    if (now > this.limits.virtualMsMax) {
      this.ended = { kind: 'bound', bound: 'virtualMsMax', value: this.limits.virtualMsMax };
      return false;
    }
    this.now = now;
    if (this.onTime !== null) this.onTime(now);
    return true;
  }

  private admit(operation: Operation): void {
    operation.issuedAt = this.steps;
    operation.opensLater = operation.earliest > this.now;
    this.pending.add(operation, this.now);
    if (this.log !== null) this.log.issued(operation, this);
  }

  /** Index in `enabled` of the step that the default order takes. Worked out only when asked for. */
  get defaultIndex(): number {
    return defaultIndexOf(this);
  }
}
