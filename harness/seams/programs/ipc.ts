import type { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { runAs } from '../../engine/current-actor.ts';
import type { Actor } from '../../engine/operation.ts';
import type { SimProcess } from '../../engine/process.ts';
import { TcpEnd } from '../../world/network/loopback/tcp-end.ts';
import { worldFor } from '../../world/world.ts';
import { argumentError } from '../files/argument-errors.ts';
import { native } from '../net/native.ts';
import { SocketSide } from '../net/socket-side.ts';
import { listen } from '../process/listening.ts';
import { ownAlways } from '../process/own-globals.ts';

/** What Node asks of the pipe that messages to a child go through. Here it has its methods from `connectChannel`. */
export interface PipeHandle {
  /** Set by Node; null: the other side has gone. */
  onread?(bytes: ArrayBuffer | null): void;
  close(): void;
}

/** What timelines call the channel, after the program's name and pid. */
const NAME = 'ipc';

/**
 * Messages between a process and the program that it forks, as JSON in lines, which is how Node sends them. The parent's end is below Node's
 * own `child.send`; returns what makes `process.send` that of the program, in its first step.
 */
export function connectChannel(pipe: PipeHandle, parent: Actor, child: SimProcess): (own: Actor) => void {
  const name = `${child.name}.${child.pid}:${NAME}`;
  const { client, server } = TcpEnd.pair(name);
  const side = new SocketSide(parent, {
    bytes: (bytes) => give(pipe, bytes),
    end: () => pipe.onread?.(null),
    failed: () => pipe.onread?.(null),
  });
  side.take(client, name);
  worldFor(parent.execution).network.loopback.own(server, child);
  const free = pipe.close;
  const send = (_request: unknown, text: string): number => {
    const { writes } = native();
    writes.state[writes.wasAsync] = 0;
    return side.write([Buffer.from(text)], () => {});
  };
  Object.assign(pipe, {
    readStart: () => side.startReading(),
    readStop: () => side.stopReading(),
    writeUtf8String: send,
    ref: () => side.setRef(true),
    unref: () => side.setRef(false),
    close: () => {
      side.close('close', () => {});
      free.call(pipe);
    },
  });
  return (own) => open(own, server, name);
}

/** As libuv hands on what it has read: the buffer, and through an array how much of it. */
function give(pipe: PipeHandle, bytes: Uint8Array): void {
  const { reads, writes } = native();
  const own = new Uint8Array(bytes);
  writes.state[reads.size] = own.byteLength;
  writes.state[reads.offset] = 0;
  pipe.onread?.(own.buffer);
}

/** In the first step of a program. */
function open(actor: Actor, end: TcpEnd, name: string): void {
  const channel = new Channel(actor, end, name);
  const own: PropertyDescriptorMap = {
    send: { value: (message: unknown, ...more: unknown[]) => channel.send(message, ...more) },
    disconnect: { value: () => channel.disconnect() },
    connected: { get: () => channel.isConnected },
    channel: { get: () => (channel.isConnected ? channel.reference : undefined) },
  };
  for (const [key, descriptor] of Object.entries(own)) {
    ownAlways(process, key);
    Object.defineProperty(process, key, { ...descriptor, enumerable: true, configurable: true });
  }
}

/** `process.send` and what belongs to it, of a program. It keeps the process alive while somebody listens for messages. */
class Channel {
  isConnected = true;
  private readonly actor: Actor;
  private readonly emitter: EventEmitter;
  private readonly side: SocketSide;
  private text = '';
  /** What `process.channel` is. */
  readonly reference: { ref(): void; unref(): void } = {
    ref: () => this.side.setRef(true),
    unref: () => this.side.setRef(false),
  };

  constructor(actor: Actor, end: TcpEnd, name: string) {
    this.actor = actor;
    this.emitter = listen(actor).emitter;
    this.side = new SocketSide(actor, {
      bytes: (bytes) => this.take(bytes),
      end: () => this.closed(),
      failed: () => this.closed(),
    });
    this.side.take(end, name);
    this.side.startReading();
    this.look();
    for (const event of ['newListener', 'removeListener']) {
      this.emitter.on(event, (of: unknown) => of === 'message' && this.look(event === 'newListener' ? 1 : 0));
    }
  }

  /** The callback may stand where a handle or options would. Like Node's, it is told once the kernel has the message, not the other process. */
  send(message: unknown, ...more: readonly unknown[]): boolean {
    const done = more.find((each) => typeof each === 'function') as ((error: Error | null) => void) | undefined;
    if (!this.isConnected) {
      const error = argumentError('ERR_IPC_CHANNEL_CLOSED', 'Channel closed');
      process.nextTick(() => (done === undefined ? this.emitter.emit('error', error) : done(error)));
      return false;
    }
    const status = this.side.write([Buffer.from(`${JSON.stringify(message)}\n`)], () => {});
    const failure =
      status === 0
        ? null
        : Object.assign(new Error('write EPIPE'), { code: 'EPIPE', errno: -constants.errno.EPIPE, syscall: 'write' });
    if (done !== undefined) process.nextTick(done, failure);
    return status === 0;
  }

  /** Nothing is sent or told from here on; the other side is told that nobody is there. */
  disconnect(): void {
    if (!this.isConnected) throw argumentError('ERR_IPC_DISCONNECTED', 'IPC channel is already disconnected');
    this.isConnected = false;
    this.side.close('close', () => void this.emitter.emit('disconnect'));
  }

  /** `coming`: listeners that are about to be there. */
  private look(coming: number = 0): void {
    this.side.setRef(this.emitter.listenerCount('message') + coming > 0);
  }

  /** A message may come in pieces, and several at once. */
  private take(bytes: Uint8Array): void {
    const lines = (this.text + Buffer.from(bytes).toString('utf8')).split('\n');
    this.text = lines.pop() ?? '';
    for (const line of lines) this.tell('message', JSON.parse(line), undefined);
  }

  /** The other side has disconnected, or has ended. */
  private closed(): void {
    if (!this.isConnected) return;
    this.isConnected = false;
    this.side.close('close', () => {});
    this.tell('disconnect');
  }

  /** What listeners throw nobody catches. */
  private tell(event: string, ...args: readonly unknown[]): void {
    const { actor, emitter } = this;
    runAs(actor, () => {
      try {
        emitter.emit(event, ...args);
      } catch (error) {
        actor.execution.escaped(error, actor);
      }
    });
  }
}
