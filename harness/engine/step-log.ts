import { AccessLog, EVERYTHING_KEY, WRITE } from './access-log.ts';
import type { MemoryModel } from './memory-model.ts';
import { DELIVERY, EFFECT, FOREVER, type Operation } from './operation.ts';
import type { Phantom } from './phantom.ts';
import type { SimProcess } from './process.ts';
import { aliveKey, CLOCK_KEY, DISK_KEY, EXIT_KEY, REST_KEY, restKey, SCENARIO_KEY } from './shared-keys.ts';
import { hashString } from './trace-hash.ts';

const LANE_SALT = hashString('lane');
const ACTOR_SALT = hashString('actor');
const OPERATION_SALT = hashString('operation');

const FIRST_STEPS = 256;
/** Integers kept for each step. */
const WIDTH = 10;
export const WHO = 0;
export const ISSUED_AT = 1;
export const EARLIEST = 2;
export const LATEST = 3;
export const LANE = 4;
export const SEQUENCE = 5;
/** The clock after the step. */
export const NOW = 6;
/** Which of its operation's steps it is. */
export const NTH = 7;
/** 1 if it touched more than was known before it ran. */
export const TOUCHED_MORE = 8;
/** Hash of the resource that its operation names. */
export const RESOURCE = 9;

/**
 * The steps of one execution as partial-order reduction sees them: whose each is, what made it possible, what it touches,
 * and when it could have run. Steps are numbered from 1. Everything is derived from labels, so that a step is the same in
 * every execution of the same trace.
 */
export class StepLog extends AccessLog {
  /** Steps logged so far. */
  steps = 0;
  readonly phantoms: Phantom[] = [];
  /** Some step did what makes steps before it dependent as well: the exploration begins anew, knowing it. */
  mustRestart = false;
  private memory: MemoryModel = 'shared';
  private usesSeams = true;
  private table: Int32Array = new Int32Array(FIRST_STEPS * WIDTH);
  private starts: Int32Array = new Int32Array(FIRST_STEPS + 1);
  private expectsWithdrawal = false;
  private expectsConcurrency = false;
  private expectsKill = false;
  private expectsExit = false;
  /** Whether something comes only when nothing else is left to run. */
  expectsRest = false;
  /** Something was issued because nothing at all was left to run. */
  private hasRested = false;
  private expectsPowerLoss = false;
  private hasEnded = false;
  private expectsUnseenChange = false;
  /** Something is shared that cannot be tracked: all memory counts as one piece after all. */
  private expectsUntracked = false;
  private readonly phantomLog: AccessLog = new AccessLog();
  private readonly isEstimate: boolean;

  /** `isEstimate`: changes of tracked memory that no trap has seen are not looked for after each step, which takes long. */
  constructor(isEstimate: boolean = false) {
    super();
    this.isEstimate = isEstimate;
  }

  /** Steps with which the next execution repeats the one before: what those touch is not logged again. */
  knownSteps = 0;

  /** Before each execution. */
  begin(memory: MemoryModel, usesSeams: boolean): void {
    this.clear();
    this.steps = 0;
    this.isKnown = this.knownSteps > 0;
    if (this.isKnown) this.count = this.starts[1] as number;
    while ((this.phantoms.at(-1)?.at ?? 0) > this.knownSteps) this.phantoms.pop();
    this.memory = this.expectsUntracked ? 'shared' : memory;
    this.usesSeams = usesSeams;
    this.hasEnded = false;
  }

  /** A field of a step: WHO, ISSUED_AT, ... */
  field(step: number, name: number): number {
    return this.table[step * WIDTH + name] as number;
  }

  /** Index of the first access of a step; those of the last one end at `count`. */
  start(step: number): number {
    return step > this.steps ? this.count : (this.starts[step] as number);
  }

  stepBegins(operation: Operation, { now, steps }: { now: number; steps: number }): void {
    this.closeStep();
    this.steps = steps;
    if (steps <= this.knownSteps) {
      this.repeatStep(operation, steps);
      return;
    }
    this.isKnown = false;
    if ((steps + 1) * WIDTH > this.table.length) this.growSteps();
    this.from = this.count;
    this.starts[steps] = this.count;
    const at = steps * WIDTH;
    this.table[at + WHO] = keyOf(operation);
    this.table[at + ISSUED_AT] = operation.issuedAt;
    this.table[at + EARLIEST] = operation.earliest;
    this.table[at + LATEST] = operation.latest;
    this.table[at + LANE] = operation.lane === null ? -1 : operation.lane.id;
    this.table[at + SEQUENCE] = operation.sequence;
    this.table[at + NOW] = now;
    this.table[at + NTH] = nthOf(operation);
    this.table[at + RESOURCE] = operation.resource.hash;
    this.logOperation(operation, this);
    if (operation.phase === DELIVERY) operation.actor.inFlight--;
    this.hasGrown = false;
  }

  /** After the end, properties look at everything: that is no step's doing. */
  override get seesMemory(): boolean {
    return this.memory !== 'shared' && !this.hasEnded;
  }

  override get stepIdentity(): number {
    return this.steps === 0 ? 0 : this.field(this.steps, WHO) ^ Math.imul(this.field(this.steps, NTH) + 1, 0x85ebca6b);
  }

  override touchesEverything(): void {
    if (!this.expectsUnseenChange) this.restart('expectsUnseenChange');
    this.writes(EVERYTHING_KEY);
  }

  override seesNothing(): void {
    if (!this.expectsUntracked) this.restart('expectsUntracked');
  }

  /** Everything about it is in the table. */
  private repeatStep(operation: Operation, step: number): void {
    this.from = this.starts[step] as number;
    this.count = this.starts[step + 1] as number;
    if (operation.phase === DELIVERY) operation.actor.inFlight--;
  }

  private closeStep(): void {
    // What repeated steps change is known: it is enough to look once, after the last of them, unless they change what no trap sees.
    const isRepeated = this.isKnown && this.steps > 0 && !this.expectsUnseenChange;
    if (isRepeated && this.steps === this.knownSteps) this.watcher?.catchesUp();
    else if (!isRepeated && !this.isEstimate) this.watcher?.stepEnds(this, this.steps === 0);
    if (this.steps > 0 && !this.isKnown) this.table[this.steps * WIDTH + TOUCHED_MORE] = this.hasGrown ? 1 : 0;
  }

  /** During a step: an operation was issued. */
  issued(operation: Operation, { now }: { now: number }): void {
    // Steps of an actor with several operations are dependent: how its operations are numbered depends on their order.
    if (++operation.actor.inFlight > 1 && !this.expectsConcurrency) this.restart('expectsConcurrency');
    if (operation.comesLast && !this.expectsRest) this.restart('expectsRest');
    // No step's doing: whichever was the last one.
    this.hasRested ||= operation.comesAtRest;
    if (operation.comesAtRest) return;
    if (operation.earliest > now || operation.latest !== FOREVER) this.reads(CLOCK_KEY);
    // Timers of one process that are due together fire in the order in which they were set.
    if (operation.lane !== null) this.writes(LANE_SALT ^ Math.imul(operation.lane.id, 0x9e3779b1));
    if (this.expectsRest) this.writes(restKey(operation.actor.process));
  }

  /** What leaves the races of these executions unknown: a timer that keeps no process alive may still fire as others come to rest. */
  get doubt(): string | null {
    if (!this.hasRested || !this.expectsExit) return null;
    return 'a process ended with an actor that waits, beside a timer that keeps no process alive (unref)';
  }

  /** During a step: an operation was withdrawn, or would have been, had it not run already. */
  cancelled(operation: Operation, { steps }: { steps: number }, wasPending: boolean): void {
    if (!this.usesSeams && !this.expectsWithdrawal) this.restart('expectsWithdrawal');
    this.writes(keyOf(operation) ^ OPERATION_SALT);
    if (!wasPending) return;
    operation.actor.inFlight--;
    if (operation.latest !== FOREVER) this.reads(CLOCK_KEY);
    this.addPhantom(operation, steps);
  }

  /** During a step: nothing of this process runs any more. */
  killed(process: SimProcess, pending: readonly Operation[], { steps }: { steps: number }): void {
    if (!this.expectsKill) this.restart('expectsKill');
    this.writes(aliveKey(process));
    // What has a deadline holds the clock up until it is withdrawn. Said of every kill: what is pending depends on its place.
    this.reads(CLOCK_KEY);
    for (const operation of pending) if (operation.actor.process === process) this.addPhantom(operation, steps);
  }

  /** The order in which changes reached the disk decides what a power loss leaves. */
  powerLost(): void {
    if (!this.expectsPowerLoss) this.restart('expectsPowerLoss');
  }

  executionEnded(pending: readonly Operation[], { steps }: { steps: number }): void {
    this.closeStep();
    this.hasEnded = true;
    for (const operation of pending) this.addPhantom(operation, steps + 1);
  }

  private restart(
    flag:
      | 'expectsConcurrency'
      | 'expectsWithdrawal'
      | 'expectsKill'
      | 'expectsExit'
      | 'expectsRest'
      | 'expectsPowerLoss'
      | 'expectsUnseenChange'
      | 'expectsUntracked',
  ): void {
    this[flag] = true;
    this.mustRestart = true;
  }

  private addPhantom(operation: Operation, at: number): void {
    if (this.isKnown) return;
    const log = this.phantomLog;
    log.clear();
    this.logOperation(operation, log);
    this.phantoms.push({
      who: keyOf(operation),
      nth: nthOf(operation),
      resource: operation.resource.hash,
      issuedAt: operation.issuedAt,
      keys: log.keys.slice(0, log.count),
      modes: log.modes.slice(0, log.count),
      earliest: operation.earliest,
      latest: operation.latest,
      lane: operation.lane === null ? -1 : operation.lane.id,
      sequence: operation.sequence,
      at,
    });
  }

  /** What the next step of an operation touches, as far as that is known before it runs. */
  private logOperation(operation: Operation, log: AccessLog): void {
    if (operation.phase === EFFECT || operation.effects === 0) operation.logAccesses(log);
    if (operation.phase === DELIVERY) this.logMemory(operation, log);
    else if (operation.runsScenarioCode && this.memory === 'shared') log.writes(SCENARIO_KEY);
    if (this.expectsUnseenChange && (operation.phase === DELIVERY || operation.runsScenarioCode)) {
      log.reads(EVERYTHING_KEY);
    }
    if (this.usesSeams) this.logWorld(operation, log);
    else if (this.expectsWithdrawal) log.writes(keyOf(operation) ^ OPERATION_SALT);
    if (operation.opensLater) log.writes(CLOCK_KEY);
    else if (operation.latest !== FOREVER) log.reads(CLOCK_KEY);
    if (this.expectsKill) log.reads(aliveKey(operation.actor.process));
    if (!operation.holdsProcess && !this.expectsExit) this.restart('expectsExit');
    if (this.expectsExit) log.add(EXIT_KEY, operation.holdsProcess ? 0 : WRITE);
    if (!this.expectsRest) return;
    log.add(REST_KEY, operation.comesAtRest ? WRITE : 0);
    if (operation.phase === DELIVERY) log.writes(restKey(operation.actor.process));
  }

  private logMemory({ actor }: Operation, log: AccessLog): void {
    if (this.memory === 'shared') log.writes(SCENARIO_KEY);
    else if (this.memory === 'per-process' || actor.process.isUpstream) log.writes(actor.process.memoryKey);
    else if (this.expectsConcurrency) log.writes(actor.hash ^ ACTOR_SALT);
  }

  /** With the seams, any code may look at the clock, any operation may be withdrawn. */
  private logWorld(operation: Operation, log: AccessLog): void {
    log.writes(keyOf(operation) ^ OPERATION_SALT);
    log.reads(CLOCK_KEY);
    if (operation.phase === EFFECT && operation.isOfDisk) log.add(DISK_KEY, this.expectsPowerLoss ? WRITE : 0);
  }

  private growSteps(): void {
    const { table, starts } = this;
    this.table = new Int32Array(table.length * 2);
    this.starts = new Int32Array((table.length * 2) / WIDTH + 1);
    this.table.set(table);
    this.starts.set(starts);
  }
}

/** Tells operations apart by their labels: the actor's name, and which of its operations it is. */
export function keyOf({ actor, n }: Operation): number {
  return actor.hash ^ Math.imul(n, 0x9e3779b1);
}

function nthOf({ effects, phase }: Operation): number {
  return 2 * effects + phase;
}
