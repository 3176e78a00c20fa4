import { constants } from 'node:os';
import { OpenHandle } from '../../engine/open-handle.ts';
import type { Actor, Operation } from '../../engine/operation.ts';
import { kindNamed } from '../../engine/resource.ts';
import type { Address } from '../../world/network/loopback/address.ts';
import type { Loopback } from '../../world/network/loopback/loopback.ts';
import type { EndOwner, TcpEnd } from '../../world/network/loopback/tcp-end.ts';
import { worldFor } from '../../world/world.ts';
import { bindCallback } from '../dispatch/callback.ts';
import type { Destination } from './destination.ts';
import { closingPhase, SocketOperation, type SocketOperationOptions } from './operation.ts';

const CONNECT = kindNamed('connect');
const RECEIVE = kindNamed('receive');
const SENT = kindNamed('sent');
const SHUTDOWN = kindNamed('shutdown');
const CLOSE = kindNamed('close');
/** When the kernel asks again a listener that had no room: after 1 s, as Linux does, then twice as long. */
const RETRY_MS = 1_000;
const RETRIES_MAX = 6;

/** What Node has to say to whom: the socket's handle, as far as its side of the connection tells it something. */
export interface SocketListener {
  bytes(bytes: Uint8Array): void;
  end(): void;
  failed(code: number): void;
}

/** The side of a connection that one socket has: reads it, writes it and closes it, in operations of the socket's own. */
export class SocketSide implements EndOwner {
  readonly opened: OpenHandle;
  /** Keeps the process alive for writes that wait for room. */
  private readonly sending: OpenHandle;
  readonly actor: Actor;
  private readonly listener: SocketListener;
  private readonly loopback: Loopback;
  /** In the asynchronous context that the socket was made in. */
  private readonly tell: (what: () => void) => void;
  private speaker: Actor | null = null;
  private end: TcpEnd | null = null;
  /** What timelines call it before it is connected. */
  private kind: Destination['kind'] = 'tcp';
  private isReading = false;
  /** The end of the stream, or a reset, has been told. */
  private isOver = false;
  private isClosed = false;
  private receiving: Operation | null = null;
  private connecting: Operation | null = null;
  /** Of writes that wait for room. */
  private unsent: ((status: number) => void)[] = [];
  local: Address | null = null;
  remote: Address | null = null;

  constructor(actor: Actor, listener: SocketListener) {
    this.loopback = worldFor(actor.execution).network.loopback;
    this.actor = actor;
    this.listener = listener;
    this.tell = bindCallback((what: () => void) => what());
    this.opened = new OpenHandle(actor.execution, actor.process);
    this.sending = new OpenHandle(actor.execution, actor.process);
  }

  /** Takes a connection that is there. `name`: of the connection, `3000.1`. */
  take(end: TcpEnd, name: string): void {
    this.end = end;
    this.speaker = this.loopback.speaker(this.actor, name);
    end.owner = this;
    this.loopback.own(end, this.actor.process);
    this.arrange();
  }

  /** Asks who listens there, now: on the loopback a handshake needs nobody's turn. `done` is told in a step; it gets 0 or an error number. */
  connect(to: Destination, done: (status: number) => void): void {
    const settle = bindCallback(done);
    this.kind = to.kind;
    const status = this.reach(to);
    if (status === null) this.retry(to, settle, RETRY_MS);
    else this.connected(to, settle, status);
  }

  private connected(to: Destination, settle: (status: number) => void, status: number): void {
    // After what the listener is told, which the kernel knows first.
    this.connecting = this.issue(this.speaker ?? this.actor, CONNECT, to.resource, () => {
      this.connecting = null;
      const found = this.end?.wasReset === true ? -constants.errno.ECONNRESET : status;
      settle(found);
      return found;
    });
  }

  private retry(to: Destination, settle: (status: number) => void, afterMs: number): void {
    const again = (): number => {
      this.connecting = null;
      const status = this.reach(to);
      if (status !== null) settle(status);
      else if (afterMs >= RETRY_MS << RETRIES_MAX) settle(-constants.errno.ETIMEDOUT);
      else this.retry(to, settle, 2 * afterMs);
      return status ?? 0;
    };
    this.connecting = this.issue(this.actor, CONNECT, to.resource, again, { window: [afterMs, afterMs] });
  }

  /** 0, an error number, or null: no answer. The handshake of a loopback is done before `connect` returns. */
  private reach(to: Destination): number | null {
    const reached = to.reach();
    if (typeof reached === 'number' || reached === null) return reached;
    const { arrival, remote } = reached;
    this.local = arrival.client;
    this.remote = remote;
    this.take(arrival.end, arrival.name);
    return 0;
  }

  /** Somebody listens for data: what has arrived is told, and the process stays alive for what has not. */
  startReading(): void {
    this.isReading = true;
    this.opened.setActive(!this.isOver);
    this.end?.touch();
    this.arrange();
  }

  /** Paused: what arrives stays in the kernel, and a step that would have told it is taken back. */
  stopReading(): void {
    this.isReading = false;
    this.opened.setActive(false);
    this.end?.touch();
    if (this.receiving !== null) this.actor.execution.cancel(this.receiving);
    this.receiving = null;
  }

  /** `unref` and `ref` of the socket. */
  setRef(isRef: boolean): void {
    this.opened.setRef(isRef);
    this.sending.setRef(isRef);
    if (this.receiving !== null) this.receiving.holdsProcess = isRef;
  }

  /** 0 or an error number. `isWaiting` then says whether `done` is called, once there is room for all of it. */
  write(bytes: readonly Uint8Array[], done: (status: number) => void): number {
    const { end } = this;
    if (end === null || this.isClosed) return -constants.errno.EPIPE;
    const status = end.send(bytes);
    if (status < 0) return status;
    if (end.isFull) this.wait(done);
    return 0;
  }

  private wait(done: (status: number) => void): void {
    this.unsent.push(done);
    this.sending.setActive(true);
  }

  /** Those that wait no more. */
  private waited(): ((status: number) => void)[] {
    this.sending.setActive(false);
    return this.unsent.splice(0);
  }

  /** Whether the write just made, and what was before it, waits for room. */
  get isWaiting(): boolean {
    return this.unsent.length > 0;
  }

  /** Writes no more. */
  shutdown(done: (status: number) => void): void {
    this.end?.finish();
    const settle = bindCallback(done);
    this.issue(this.speaker ?? this.actor, SHUTDOWN, this.name, () => {
      settle(0);
      return 0;
    });
  }

  /**
   * The kernel's end goes at once, `done` is told in the loop's closing phase. What was to be told before is not: libuv drops it
   * with the handle, and cancels writes that still wait.
   */
  close(how: 'close' | 'reset', done: () => void): void {
    if (this.isClosed) return;
    const { execution, process } = this.actor;
    this.stopReading();
    this.isClosed = true;
    if (this.connecting !== null) execution.cancel(this.connecting);
    if (this.end !== null) this.loopback.disown(this.end);
    this.end?.close(how);
    for (const give of this.waited()) give(-constants.errno.ECANCELED);
    const settle = bindCallback(done);
    this.issue(
      this.speaker ?? this.actor,
      CLOSE,
      this.name,
      () => {
        settle();
        return 0;
      },
      closingPhase(process),
    );
  }

  // As the owner of an end: called in the step of whoever changed it, mostly the other side's.
  readable(): void {
    this.arrange();
  }

  writable(): void {
    if (this.unsent.length === 0 || this.end?.isFull === true) return;
    const given = this.waited();
    this.issue(this.speaker ?? this.actor, SENT, this.name, () => {
      this.tell(() => {
        for (const give of given) give(0);
      });
      return 0;
    });
  }

  private get name(): string {
    return this.end?.name ?? this.kind;
  }

  /** Has the next of what is there told, if somebody reads. */
  private arrange(): void {
    if (!this.isReading || this.isOver || this.receiving !== null) return;
    if (this.end?.isReadable !== true || this.speaker === null) return;
    const options = { holdsProcess: this.opened.hasRef };
    this.receiving = this.issue(this.speaker, RECEIVE, this.name, () => this.receive(), options);
  }

  /** One read: bytes and then, in a step of its own, the end or the reset that came after them. */
  private receive(): number {
    this.receiving = null;
    const got = this.end?.read() ?? null;
    if (got === null) return 0;
    if (got instanceof Uint8Array) {
      this.tell(() => this.listener.bytes(got));
      this.arrange();
      return got.byteLength;
    }
    this.isOver = true;
    this.opened.setActive(false);
    const code = got === 'end' ? 0 : -constants.errno.ECONNRESET;
    this.tell(() => (code === 0 ? this.listener.end() : this.listener.failed(code)));
    return code;
  }

  private issue(
    actor: Actor,
    kind: ReturnType<typeof kindNamed>,
    resource: string,
    run: () => number,
    options: SocketOperationOptions = {},
  ): Operation {
    const operation = new SocketOperation(actor, kind, resource, run, options);
    actor.execution.issue(operation);
    return operation;
  }
}
