import { currentActor, runAs } from '../../engine/current-actor.ts';
import { isRacelineError } from '../../engine/errors.ts';
import type { Actor } from '../../engine/operation.ts';
import { activeDomain, type Domain } from '../dispatch/domain.ts';
import { listeningOf } from './listening.ts';

/** Whose rejections were reported: who is told when one is handled after all. */
const reported = new WeakMap<object, Actor>();

/** While one of these listeners runs: what it throws itself nobody handles, in Node either. */
let isTelling = false;

/** Node's `unhandledRejection`, during a step: tells the code under test as Node does, or lets the reason escape. */
export function rejectionSurfaced(reason: unknown, promise: object, escaped: (error: unknown) => void): void {
  const actor = currentActor();
  if (actor !== undefined && !isRacelineError(reason)) {
    reported.set(promise, actor);
    if (tell(actor, 'unhandledRejection', reason, promise)) return;
    if (tellOfException(actor, asError(reason), 'unhandledRejection', undefined)) return;
  }
  // Whoever would have handled it has been asked.
  isTelling = true;
  try {
    escaped(reason);
  } finally {
    isTelling = false;
  }
}

/** Node's `rejectionHandled`. */
export function rejectionHandled(promise: object): void {
  const actor = reported.get(promise);
  if (actor !== undefined) tell(actor, 'rejectionHandled', promise);
}

/** Node's `warning`. */
export function warningSurfaced(warning: unknown): void {
  const actor = currentActor();
  if (actor !== undefined) tell(actor, 'warning', warning);
}

/** Whether a listener of the actor's process, or the domain that is active, handles what its code threw, and has been told. */
export function exceptionSurfaced(error: unknown, actor: Actor): boolean {
  return !isTelling && tellOfException(actor, error, 'uncaughtException', activeDomain());
}

function tellOfException(actor: Actor, error: unknown, origin: string, domain: Domain | undefined): boolean {
  if (domain === undefined && listeningOf(actor.process) === undefined) return false;
  const wasTelling = isTelling;
  isTelling = true;
  try {
    tell(actor, 'uncaughtExceptionMonitor', error, origin);
    const isHandled = domain !== undefined && askDomain(domain, error, actor);
    return isHandled || tell(actor, 'uncaughtException', error, origin) || endsProgram(actor, error);
  } finally {
    isTelling = wasTelling;
  }
}

/**
 * Whether the actor's process is one that ends of it, as processes do. A process that a scenario declares goes on: what escapes there is
 * a violation, and the rest of the execution may show what comes of it.
 */
function endsProgram({ process }: Actor, error: unknown): boolean {
  const end = listeningOf(process)?.whenUncaught ?? null;
  if (end === null || !process.alive) return false;
  end(error);
  return true;
}

function askDomain(domain: Domain, error: unknown, actor: Actor): boolean {
  return runAs(actor, () => {
    try {
      return domain._errorHandler(error);
    } catch (thrown) {
      actor.execution.escaped(thrown, actor);
      return true;
    }
  });
}

/** Calls the listeners that the actor's process has for this; false if it has none. */
function tell({ execution, process }: Actor, event: string, ...args: readonly unknown[]): boolean {
  const emitter = process.alive ? listeningOf(process)?.emitter : undefined;
  if (emitter === undefined || emitter.listenerCount(event) === 0) return false;
  const { actor } = listeningOf(process) as { actor: Actor };
  runAs(actor, () => {
    try {
      emitter.emit(event, ...args);
    } catch (thrown) {
      execution.escaped(thrown, actor);
    }
  });
  return true;
}

/** What is no error Node makes one, for `uncaughtException`. */
function asError(reason: unknown): unknown {
  if (typeof reason === 'object' && reason !== null && Object.hasOwn(reason, 'stack')) return reason;
  const says = typeof reason === 'object' && reason !== null ? '#<Object>' : String(reason);
  const error = new Error(
    'This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise ' +
      `which was not handled with .catch(). The promise rejected with the reason "${says}".`,
  );
  return Object.assign(error, { code: 'ERR_UNHANDLED_REJECTION' });
}
