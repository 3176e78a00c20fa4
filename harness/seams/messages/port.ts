import { MessagePort } from 'node:worker_threads';
import { currentActor } from '../../engine/current-actor.ts';
import type { Actor } from '../../engine/operation.ts';
import { type Sent, sent } from './clone.ts';
import { channelNamed, Endpoint } from './endpoint.ts';

/** Ports by the object that code has in its hands; none once it has been transferred. */
const endpoints = new WeakMap<object, Endpoint | null>();

/** The end of the channel that a port of the simulation stands for; null: transferred; undefined: no such port. */
export function endpointOf(port: unknown): Endpoint | null | undefined {
  return typeof port === 'object' && port !== null ? endpoints.get(port) : undefined;
}

/** Methods of a real port's prototype, which work on whatever is an EventTarget. */
interface Emitter {
  addEventListener(...args: unknown[]): void;
  emit(type: string, value: unknown): boolean;
  listenerCount(type: string): number;
}

const inherited = Object.getPrototypeOf(MessagePort.prototype) as Emitter &
  Record<string, (...args: unknown[]) => unknown>;

/** Of which ports of the simulation are made: what a real one has, with other ways to send and to be told. */
const prototype: object = Object.create(MessagePort.prototype, {
  addEventListener: method(function (this: Emitter, ...args) {
    inherited.addEventListener.apply(this, args);
    listenedTo(this);
  }),
  removeEventListener: method(function (this: Emitter, ...args) {
    inherited.removeEventListener?.apply(this, args);
    listenedTo(this);
  }),
  removeAllListeners: method(function (this: Emitter, ...args) {
    inherited.removeAllListeners?.apply(this, args);
    listenedTo(this);
    return this;
  }),
  postMessage: method(postMessage),
  start: method(function (this: object) {
    endpointOf(this)?.start();
  }),
  close: method(function (this: object, done) {
    if (typeof done === 'function') (this as MessagePort).once('close', done as () => void);
    endpointOf(this)?.close();
  }),
  ref: method(function (this: object) {
    endpointOf(this)?.setRef(true);
  }),
  unref: method(function (this: object) {
    endpointOf(this)?.setRef(false);
  }),
  hasRef: method(function (this: object) {
    return endpointOf(this)?.hasRef ?? false;
  }),
});

type Method = (this: never, ...args: unknown[]) => unknown;

function method(value: Method): PropertyDescriptor {
  return { value, writable: true, configurable: true };
}

function MadePort(): void {}
MadePort.prototype = prototype;

/** Two ports that are connected, of the actor's process. */
export function makeChannel(actor: Actor): readonly [object, object] {
  const [one, other] = [1, 2].map(() => new Endpoint(actor, channelNamed(actor, 'port'))) as [Endpoint, Endpoint];
  one.peer = other;
  other.peer = one;
  return [portOf(actor, one), portOf(actor, other)];
}

/** An object for this end of a channel, in the actor's process. */
export function portOf(actor: Actor, endpoint: Endpoint): object {
  const port = Reflect.construct(EventTarget, [], MadePort) as Emitter;
  endpoints.set(port, endpoint);
  endpoint.attach(actor, {
    message(value) {
      port.emit('message', received(actor, value as Sent));
      // One that was to be told once has gone.
      listenedTo(port);
    },
    closed: () => void (port as unknown as EventTarget).dispatchEvent(new Event('close')),
  });
  return port;
}

/** What was sent, in the process of the actor. */
export function received(actor: Actor, message: Sent): unknown {
  return message.receive((endpoint) => portOf(actor, endpoint));
}

/** Whoever listens for messages wants them, and keeps the process alive. */
function listenedTo(port: Emitter): void {
  const endpoint = endpointOf(port);
  if (endpoint === null || endpoint === undefined) return;
  const isHeard = port.listenerCount('message') > 0;
  if (isHeard === isListening.has(port)) return;
  if (isHeard) isListening.add(port);
  else isListening.delete(port);
  endpoint.setRef(isHeard);
  if (isHeard) endpoint.start();
  else endpoint.stop();
}

const isListening = new WeakSet<object>();

function postMessage(this: object, ...args: unknown[]): void {
  if (args.length === 0) {
    const says = 'Not enough arguments to MessagePort.postMessage';
    throw Object.assign(new TypeError(says), { code: 'ERR_MISSING_ARGS' });
  }
  const [value, given] = args;
  const transfer = transferOf(given);
  if (transfer.includes(this)) throw new DOMException('Transfer list contains source port', 'DataCloneError');
  const message = sent(value, transfer, (each) => endpointOf(each) ?? undefined);
  for (const port of transfer) if (endpointOf(port) !== undefined) endpoints.set(port as object, null);
  endpointOf(this)?.send(message);
}

/** A list, or an object with one. */
export function transferOf(given: unknown): readonly unknown[] {
  const list: unknown = Array.isArray(given)
    ? given
    : ((given as { transfer?: unknown } | null | undefined)?.transfer ?? []);
  return Array.isArray(list) ? list : [];
}

/** `receiveMessageOnPort` for a port of the simulation. */
export function receiveOn(endpoint: Endpoint | null): { message: unknown } | undefined {
  const taken = endpoint?.take();
  const actor = currentActor();
  if (taken === undefined || actor === undefined) return undefined;
  return { message: received(actor, taken.value as Sent) };
}
