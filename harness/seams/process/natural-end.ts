import { runAs } from '../../engine/current-actor.ts';
import { NODE_MAJOR } from '../../engine/node-version.ts';
import { type Actor, DELIVERY, type Footprint, NOTHING, Operation } from '../../engine/operation.ts';
import { kindNamed, resourceNamed } from '../../engine/resource.ts';
import { endProcess } from '../../world/world.ts';
import { type Listening, listeningOf } from './listening.ts';

/** Processes of the execution in progress with listeners for their own end; the others are never looked at. */
let watched: NaturalEnd[] = [];

/** Before an execution. */
export function forgetEnds(): void {
  watched = [];
}

/** From now on this process does something before it ends. An upstream's never does: connections may always come. */
export function watchForEnd(listening: Listening): void {
  if (listening.actor.process.isUpstream || watched.some((each) => each.listening === listening)) return;
  watched.push(new NaturalEnd(listening));
}

/** After each step: ends what has come to rest, and puts off the end of what has not. */
export function lookForEnds(): void {
  for (const each of watched) each.look();
}

/**
 * Nothing is enabled at all, so whoever waits waits for ever: processes end in which somebody does. While another process goes
 * on none of these does, since the promise of a scenario may reach from one to the other.
 */
export function endAtRest(): boolean {
  return watched.filter((each) => each.endsAtLast()).length > 0;
}

/** Of the one simulated process, from when it first listens: what Node does when nothing keeps the event loop alive. */
class NaturalEnd {
  readonly listening: Listening;
  private pending: EndOperation | null = null;
  /** `beforeExit` was emitted, and nothing came of it yet. */
  private hasWarned = false;

  constructor(listening: Listening) {
    this.listening = listening;
  }

  look(): void {
    const rest = this.rest();
    if (rest === 'done') this.issue(END_MS_MAX, false);
    if (rest === 'busy') this.putOff();
  }

  /** True: it is about to end. */
  endsAtLast(): boolean {
    const rest = this.rest();
    if (rest === 'busy') return false;
    this.issue('rest', rest === 'stuck');
    return true;
  }

  private rest(): 'busy' | 'done' | 'stuck' {
    const { actor, emitter, endsAlone, hasExited } = this.listening;
    const { process, execution } = actor;
    const isHeard =
      endsAlone || this.hasWarned || emitter.listenerCount('exit') + emitter.listenerCount('beforeExit') > 0;
    return isHeard && !hasExited && process.alive ? execution.restOf(process, this.pending) : 'busy';
  }

  /** `when`: in so many ms at the latest, or at once, now that all is at rest. */
  private issue(when: number | 'rest', isStuck: boolean): void {
    if (this.pending !== null) return;
    const { actor, emitter } = this.listening;
    const warns = !this.hasWarned && emitter.listenerCount('beforeExit') > 0;
    this.pending = new EndOperation(warns ? BEFORE_EXIT : EXIT, this.listening, when, () => {
      this.pending = null;
      this.hasWarned = warns;
      if (warns) emitBeforeExit(this.listening);
      else exit(this.listening, isStuck);
    });
    actor.execution.issue(this.pending);
  }

  /** Something was begun that keeps the process alive: a signal's listener, an actor, work of a `beforeExit` listener. */
  private putOff(): void {
    this.hasWarned = false;
    if (this.pending !== null) this.listening.actor.execution.cancel(this.pending);
    this.pending = null;
  }
}

const BEFORE_EXIT = kindNamed('before-exit');
const EXIT = kindNamed('exit');
const PROCESS = resourceNamed('process');
/** A process that has nothing left to do ends soon, in ms; others may do something before. */
const END_MS_MAX = 10;

/** The last that a process does. */
class EndOperation extends Operation {
  private readonly isAtRest: boolean;
  private readonly run: () => void;

  constructor(kind: typeof EXIT, { actor }: Listening, when: number | 'rest', run: () => void) {
    const { now } = actor.execution;
    super(actor, kind, PROCESS, DELIVERY, now, now + (when === 'rest' ? 0 : when));
    this.isAtRest = when === 'rest';
    this.run = run;
    // Timers that keep no process alive do not fire while it ends.
    this.lane = actor.process.timers;
  }

  override deliver(): void {
    runAs(this.actor, this.run);
  }

  override footprint(): Footprint {
    return NOTHING;
  }

  override get comesLast(): boolean {
    return true;
  }

  override get comesAtRest(): boolean {
    return this.isAtRest;
  }
}

function emitBeforeExit({ actor, emitter }: Listening): void {
  actor.process.isEnding = true;
  try {
    emitter.emit('beforeExit', exitCode());
  } catch (error) {
    actor.execution.escaped(error, actor);
  }
  if (actor.process.alive) actor.process.isEnding = false;
}

/** Node 22 and later tell `exit` listeners of the code that an unsettled top-level await has. */
const TELLS_UNSETTLED = NODE_MAJOR >= 22;
const UNSETTLED = 13;

/** `isStuck`: an actor never finishes. It is to the process what its main module is, awaited at its top level. */
function exit(listening: Listening, isStuck: boolean): void {
  const { actor } = listening;
  const code = exitCode();
  if (isStuck) process.exitCode ??= UNSETTLED;
  actor.process.isEnding = true;
  emitExit(listening, TELLS_UNSETTLED ? exitCode() : code);
  if (!actor.process.alive) return;
  const { name, pid } = actor.process;
  endProcess(actor.execution, actor.process, { code: exitCode() });
  actor.execution.line('note', `nothing is left to run of ${name} (pid ${pid}): exit code ${exitCode()}`);
}

/** `process.exit`, up to the end of the process. A code that is none Node's own property refuses, and nothing ends. */
export function exitWith({ process: own }: Actor, args: readonly unknown[]): void {
  if (args.length > 0) process.exitCode = args[0] as typeof process.exitCode;
  const listening = listeningOf(own);
  if (listening !== undefined) emitExit(listening, process.exitCode || 0);
}

/** Runs what the process registered for its `exit`, as Node does before it ends; once, even if a listener exits again. */
function emitExit(listening: Listening, code: number | string): void {
  const { actor, emitter, hasExited } = listening;
  if (hasExited) return;
  listening.hasExited = true;
  try {
    emitter.emit('exit', code);
  } catch (error) {
    actor.execution.escaped(error, actor);
  }
}

/** Of the process whose step it is. */
function exitCode(): number {
  return Number(process.exitCode ?? 0);
}
