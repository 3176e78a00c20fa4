import { BroadcastChannel } from 'node:worker_threads';
import type { Actor } from '../../engine/operation.ts';
import type { SimProcess } from '../../engine/process.ts';
import { sent } from './clone.ts';
import { channelNamed, Endpoint } from './endpoint.ts';

/** Open channels of a process and its threads, in the order in which they were made. */
const channels = new WeakMap<SimProcess, Set<Member>>();

interface Member {
  readonly name: string;
  readonly endpoint: Endpoint;
}

const members = new WeakMap<object, Member>();
const handlers = new WeakMap<object, { handler: unknown; listener: EventListener }>();

/** Of which channels of the simulation are made. */
const prototype: object = Object.create(BroadcastChannel.prototype, {
  name: { configurable: true, enumerable: true, get: nameOf },
  postMessage: { configurable: true, value: postMessage },
  close: { configurable: true, value: close },
  ref: {
    configurable: true,
    value(this: object) {
      members.get(this)?.endpoint.setRef(true);
      return this;
    },
  },
  unref: {
    configurable: true,
    value(this: object) {
      members.get(this)?.endpoint.setRef(false);
      return this;
    },
  },
  onmessage: { configurable: true, get: handlerOf, set: setHandler },
});

function MadeChannel(): void {}
MadeChannel.prototype = prototype;

/** What an actor's `new BroadcastChannel(name)` gives: it keeps its process alive until it is closed. */
export function makeBroadcastChannel(actor: Actor, name: string): object {
  const channel = Reflect.construct(EventTarget, [], MadeChannel) as EventTarget;
  const endpoint = new Endpoint(actor, channelNamed(actor, `broadcast.${name}`));
  const member: Member = { name, endpoint };
  members.set(channel, member);
  membersOf(actor.process).add(member);
  owners.set(member, actor.process);
  endpoint.attach(actor, {
    message(data) {
      channel.dispatchEvent(new MessageEvent('message', { data }));
    },
    closed() {},
  });
  endpoint.setRef(true);
  endpoint.start();
  return channel;
}

const owners = new WeakMap<Member, SimProcess>();

function membersOf(process: SimProcess): Set<Member> {
  const owner = process.threadOf ?? process;
  const known = channels.get(owner) ?? new Set();
  channels.set(owner, known);
  return known;
}

function nameOf(this: object): string {
  return members.get(this)?.name ?? '';
}

function postMessage(this: object, ...args: unknown[]): void {
  if (args.length === 0) {
    throw Object.assign(new TypeError('The "message" argument must be specified'), { code: 'ERR_MISSING_ARGS' });
  }
  const member = members.get(this);
  if (member === undefined || member.endpoint.isClosed) {
    throw new DOMException('BroadcastChannel is closed.', 'InvalidStateError');
  }
  const owner = owners.get(member) as SimProcess;
  for (const other of membersOf(owner)) {
    if (other !== member && other.name === member.name)
      other.endpoint.accept(sent(args[0], [], () => undefined).receive(none));
  }
}

function none(): object {
  return {};
}

function close(this: object): void {
  const member = members.get(this);
  if (member === undefined || member.endpoint.isClosed) return;
  membersOf(owners.get(member) as SimProcess).delete(member);
  member.endpoint.setRef(false);
  member.endpoint.close();
}

function handlerOf(this: object): unknown {
  return handlers.get(this)?.handler ?? null;
}

function setHandler(this: EventTarget, handler: unknown): void {
  const known = handlers.get(this);
  if (known !== undefined) this.removeEventListener('message', known.listener);
  handlers.delete(this);
  if (typeof handler !== 'function') return;
  const listener: EventListener = (event) => Reflect.apply(handler, this, [event]) as unknown;
  handlers.set(this, { handler, listener });
  this.addEventListener('message', listener);
}
