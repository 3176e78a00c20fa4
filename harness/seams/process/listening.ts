import { EventEmitter } from 'node:events';
import type { Actor } from '../../engine/operation.ts';
import type { SimProcess } from '../../engine/process.ts';

/** Who listens to the events of one simulated process, and the first actor of it that did: what comes by itself is its operation. */
export interface Listening {
  readonly emitter: EventEmitter;
  readonly actor: Actor;
  /** Its `exit` has been emitted: once, even if a listener exits again. */
  hasExited: boolean;
  /** A program: it ends when nothing of it is left to run, whoever listens. Other processes of a scenario are there until they are killed. */
  endsAlone: boolean;
  /** Of a program: what becomes of it when something is thrown that nobody catches. Null: that is the code under test's fault. */
  whenUncaught: ((error: unknown) => void) | null;
}

const listening = new WeakMap<SimProcess, Listening>();

/** Undefined: no code of the process has asked for its events. */
export function listeningOf(process: SimProcess): Listening | undefined {
  return listening.get(process);
}

export function listen(actor: Actor): Listening {
  const known = listening.get(actor.process);
  if (known !== undefined) return known;
  const emitter = new EventEmitter().setMaxListeners(0);
  const made: Listening = { emitter, actor, hasExited: false, endsAlone: false, whenUncaught: null };
  listening.set(actor.process, made);
  return made;
}
