import type { EventEmitter } from 'node:events';
import os from 'node:os';
import { currentAccessLog } from '../../engine/access-log.ts';
import { runAs } from '../../engine/current-actor.ts';
import type { Actor } from '../../engine/operation.ts';
import { DELIVERY, type Footprint, NOTHING, Operation } from '../../engine/operation.ts';
import type { SimProcess } from '../../engine/process.ts';
import { kindNamed, resourceNamed } from '../../engine/resource.ts';
import { listenersKey } from '../../engine/shared-keys.ts';
import { dispatch, PASS_THROUGH } from '../dispatch/dispatch.ts';
import { type Listening, listen, listeningOf } from './listening.ts';
import { watchForEnd } from './natural-end.ts';

const CHAINED = ['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'] as const;
const CHAINED_REMOVALS = ['off', 'removeListener', 'removeAllListeners'] as const;
const ASKING = ['listeners', 'rawListeners', 'listenerCount', 'eventNames'] as const;

/**
 * Gives each simulated process its own listeners. An actor's `process.on('exit')` would otherwise stay on our process for
 * every execution, and remove real files when it ends; a signal handler would wait for real signals.
 */
export function installProcessEventsSeam(): void {
  for (const name of [...CHAINED, ...CHAINED_REMOVALS]) {
    dispatchInherited(name, (listening, args) => {
      const { emitter } = listening;
      Reflect.apply(emitter[name], emitter, args);
      currentAccessLog()?.writes(listenersKey(listening.actor.process));
      if (args[0] === 'exit' || args[0] === 'beforeExit') watchForEnd(listening);
      return process;
    });
  }
  for (const name of ASKING)
    dispatchInherited(name, ({ emitter }, args) => Reflect.apply(emitter[name], emitter, args));
  // Node emits what escapes an actor's code in that actor's context: that is for the real process.
  dispatchInherited('emit', ({ emitter }, args) =>
    OF_NODE.has(args[0]) ? PASS_THROUGH : Reflect.apply(emitter.emit, emitter, args),
  );
}

/** Events that Node itself emits while an actor's code runs. */
const OF_NODE: ReadonlySet<unknown> = new Set([
  'uncaughtException',
  'uncaughtExceptionMonitor',
  'unhandledRejection',
  'rejectionHandled',
  'multipleResolves',
  'warning',
  'worker',
  'workerMessage',
]);

/** The functions of events are inherited: each becomes one of the process's own first. */
function dispatchInherited(name: string, call: (listening: Listening, args: unknown[]) => unknown): void {
  const inherited: unknown = Reflect.get(process, name);
  if (!Object.hasOwn(process, name)) {
    Object.defineProperty(process, name, { value: inherited, writable: true, enumerable: false, configurable: true });
  }
  dispatch(process, name, (actor, args) => call(listen(actor), args));
}

/** Whether the process handles this signal; if so, its listeners run in a step of their own. */
export function deliverSignal(process: SimProcess, signal: string): boolean {
  currentAccessLog()?.reads(listenersKey(process));
  const known = listeningOf(process);
  if (known === undefined || known.emitter.listenerCount(signal) === 0) return false;
  const { actor, emitter } = known;
  actor.execution.issue(new SignalOperation(actor, signal, emitter));
  return true;
}

const SIGNAL = kindNamed('signal');
/** A signal arrives soon, in ms. */
const SIGNAL_MS_MAX = 10;

class SignalOperation extends Operation {
  private readonly signal: string;
  private readonly emitter: EventEmitter;

  constructor(actor: Actor, signal: string, emitter: EventEmitter) {
    const { now } = actor.execution;
    super(actor, SIGNAL, resourceNamed(`signal:${signal}`), DELIVERY, now, now + SIGNAL_MS_MAX);
    this.signal = signal;
    this.emitter = emitter;
  }

  override deliver(): void {
    const { actor, signal } = this;
    runAs(actor, () => {
      try {
        this.emitter.emit(signal, signal, Reflect.get(os.constants.signals, signal));
      } catch (error) {
        actor.execution.escaped(error, actor);
      }
    });
  }

  override footprint(): Footprint {
    return NOTHING;
  }
}
