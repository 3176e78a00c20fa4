import { currentAccessLog } from '../../engine/access-log.ts';
import { runAs } from '../../engine/current-actor.ts';
import { OpenHandle } from '../../engine/open-handle.ts';
import { type Actor, DELIVERY, Operation } from '../../engine/operation.ts';
import { kindNamed, type Resource, resourceNamed } from '../../engine/resource.ts';
import { hashString } from '../../engine/trace-hash.ts';

const MESSAGE = kindNamed('message');
const CLOSE = kindNamed('close');
/** A message wakes the loop of who gets it, in ms: a timer that is due then may come first. */
const MESSAGE_MS_MAX = 1;

/** What stands in a queue. */
type Queued = { readonly kind: 'message'; readonly value: unknown } | { readonly kind: 'close' };

/** Who is told. */
export interface Receiver {
  message(value: unknown): void;
  closed(): void;
}

const channels = new WeakMap<Actor, number>();

/** A name for what this actor makes next, the same in every execution. */
export function channelNamed(actor: Actor, kind: string): Resource {
  const count = (channels.get(actor) ?? 0) + 1;
  channels.set(actor, count);
  return resourceNamed(`${kind}:${actor.name}.${count}`);
}

/**
 * One end of a channel: what has been sent to it, and whether anybody takes it. Messages come one after the other, each in a step of its
 * own; while one is on its way here the next is not.
 */
export class Endpoint {
  peer: Endpoint | null = null;
  isClosed = false;
  private readonly resource: Resource;
  private queue: Queued[] = [];
  private pending: Arrival | null = null;
  private isStarted = false;
  private isTelling = false;
  private receiver: Receiver | null = null;
  private actor: Actor;
  private handle: OpenHandle;

  constructor(actor: Actor, resource: Resource) {
    this.actor = actor;
    this.handle = new OpenHandle(actor.execution, actor.process);
    this.resource = resource;
  }

  /** From here on its messages go to this one, who is in the actor's process. */
  attach(actor: Actor, receiver: Receiver): void {
    this.actor = actor;
    this.handle = new OpenHandle(actor.execution, actor.process);
    this.receiver = receiver;
  }

  /** It is on its way to another process: what comes waits there. */
  detach(): void {
    this.setRef(false);
    this.isStarted = false;
    this.receiver = null;
    this.withdraw();
  }

  send(value: unknown): void {
    const { peer } = this;
    if (!this.isClosed && peer !== null) peer.accept(value);
  }

  accept(value: unknown): void {
    if (!this.isClosed) this.put({ kind: 'message', value });
  }

  start(): void {
    this.isStarted = true;
    this.pump();
  }

  /** What comes from now on waits until it is started again. */
  stop(): void {
    this.isStarted = false;
    this.withdraw();
    this.pump();
  }

  /** What `receiveMessageOnPort` takes out of the queue. */
  take(): { readonly value: unknown } | undefined {
    this.touch();
    const [first] = this.queue;
    if (first?.kind !== 'message') return undefined;
    this.queue.shift();
    this.withdraw();
    this.pump();
    return first;
  }

  /** Nothing comes here any more, and the other end closes once it has got what was sent. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    // Who closes while he is told of one message is told of those that came with it: findings/closed-port-still-receives.sh.
    if (this.isTelling) this.queue.push({ kind: 'close' });
    else {
      this.queue = [{ kind: 'close' }];
      this.withdraw();
    }
    this.pump();
    this.peer?.put({ kind: 'close' });
  }

  get hasRef(): boolean {
    return this.handle.isActive;
  }

  /** Whether the process stays alive for what may come. */
  setRef(isRef: boolean): void {
    if (isRef && this.isClosed) return;
    this.handle.setActive(isRef);
    if (this.pending !== null) this.pending.holdsProcess = isRef;
  }

  private put(queued: Queued): void {
    this.touch();
    this.queue.push(queued);
    this.pump();
  }

  private pump(): void {
    const [first] = this.queue;
    if (first === undefined || this.pending !== null || this.receiver === null) return;
    if (!this.isStarted && first.kind === 'message') return;
    this.pending = new Arrival(this.actor, first.kind === 'close' ? CLOSE : MESSAGE, this.resource, () =>
      this.arrive(),
    );
    this.pending.holdsProcess = this.hasRef;
    this.actor.execution.issue(this.pending);
  }

  private withdraw(): void {
    if (this.pending !== null) this.actor.execution.cancel(this.pending);
    this.pending = null;
  }

  private arrive(): void {
    this.pending = null;
    const first = this.queue.shift();
    const { receiver } = this;
    if (first === undefined || receiver === null) return;
    if (first.kind === 'message') {
      // What is there already comes before whatever this one leads to.
      this.pump();
      this.isTelling = true;
      try {
        receiver.message(first.value);
      } finally {
        this.isTelling = false;
      }
    } else {
      this.setRef(false);
      this.isClosed = true;
      receiver.closed();
    }
  }

  private touch(): void {
    currentAccessLog()?.writes(hashString(this.resource.name));
  }
}

/** A message arrives, or word that the other end has closed. */
class Arrival extends Operation {
  private readonly arrive: () => void;

  constructor(actor: Actor, kind: typeof MESSAGE, resource: Resource, arrive: () => void) {
    const { now } = actor.execution;
    super(actor, kind, resource, DELIVERY, now, now + MESSAGE_MS_MAX);
    this.arrive = arrive;
  }

  override deliver(): void {
    const { actor } = this;
    runAs(actor, () => {
      try {
        this.arrive();
      } catch (error) {
        actor.execution.escaped(error, actor);
      }
    });
  }
}
