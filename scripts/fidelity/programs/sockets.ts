import { once } from 'node:events';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Place, Program } from '../program.ts';
import { said } from '../program.ts';

/** Lines of each side by themselves: which side comes first is up to the machine. */
export class Sides {
  readonly client: string[] = [];
  readonly server: string[] = [];

  tell({ log }: Place): void {
    for (const line of this.client) log(`client: ${line}`);
    for (const line of this.server) log(`server: ${line}`);
  }
}

/** An error without the port, which differs from run to run. */
export function errorOf(error: unknown): string {
  const { syscall, errno } = error as NodeJS.ErrnoException;
  return `${said(error)} ${syscall} ${errno}`.replace(/:\d{4,5}\b/g, ':PORT');
}

const EVENTS = ['lookup', 'connect', 'ready', 'end', 'timeout', 'drain', 'finish', 'close', 'error'];

/** Writes down what a socket says. */
export function listenTo(socket: Socket, lines: string[], { data = true }: { data?: boolean } = {}): Socket {
  for (const event of EVENTS) {
    socket.on(event, (value: unknown) => {
      lines.push(event === 'error' ? `error ${errorOf(value)}` : event === 'close' ? `close ${String(value)}` : event);
    });
  }
  if (data) socket.on('data', (bytes: Buffer) => lines.push(`data ${String(bytes).slice(0, 40)} ${bytes.length}`));
  return socket;
}

export async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

interface Meeting {
  readonly server?: net.ServerOpts;
  readonly client?: Partial<net.TcpNetConnectOpts>;
  /** Whether data is read on either side. */
  readonly reads?: { readonly client?: boolean; readonly server?: boolean };
  readonly serve?: (socket: Socket, server: Server, lines: string[]) => unknown;
  readonly ask?: (socket: Socket, lines: string[]) => unknown;
}

/** One connection from its beginning to its end. */
function meeting({
  server: serverOptions = {},
  client: options = {},
  reads = {},
  serve,
  ask,
}: Meeting): Program['run'] {
  return async (place) => {
    const sides = new Sides();
    const closed: Promise<unknown>[] = [];
    const server = net.createServer(serverOptions, (socket) => {
      listenTo(socket, sides.server, { data: reads.server ?? true });
      closed.push(once(socket, 'close').catch(() => {}));
      serve?.(socket, server, sides.server);
    });
    const port = await listening(server);
    const socket = listenTo(net.connect({ port, host: '127.0.0.1', ...options }), sides.client, {
      data: reads.client ?? true,
    });
    const ended = once(socket, 'close').catch(() => {});
    await ask?.(socket, sides.client);
    await ended;
    await sleep(20);
    await Promise.all(closed);
    await new Promise((resolve) => server.close(resolve));
    sides.tell(place);
  };
}

const CASES: Readonly<Record<string, Program['run']>> = {
  'the client says and ends': meeting({ ask: (socket) => socket.end('hello') }),
  'the server says and ends': meeting({ serve: (socket) => socket.end('hello') }),
  'an echo': meeting({
    serve: (socket) => socket.on('data', (bytes) => socket.write(bytes)),
    ask: async (socket) => {
      socket.write('one');
      await once(socket, 'data');
      socket.end();
    },
  }),
  'half open: the server answers after the end': meeting({
    server: { allowHalfOpen: true },
    serve: (socket) => socket.on('end', () => socket.end('late')),
    ask: (socket) => socket.end('hello'),
  }),
  'half open: the client too': meeting({
    server: { allowHalfOpen: true },
    client: { allowHalfOpen: true },
    serve: (socket) => {
      socket.end('first');
    },
    ask: async (socket) => {
      await once(socket, 'end');
      socket.end('last');
    },
  }),
  'the client is destroyed': meeting({
    ask: async (socket) => {
      await once(socket, 'connect');
      socket.destroy();
    },
  }),
  'the client is destroyed with an error': meeting({
    ask: async (socket) => {
      await once(socket, 'connect');
      socket.destroy(new Error('enough'));
    },
  }),
  'the client is destroyed before it is connected': meeting({ ask: (socket) => socket.destroy() }),
  'the client resets': meeting({
    ask: async (socket) => {
      await once(socket, 'connect');
      await sleep(10);
      socket.resetAndDestroy();
    },
  }),
  'the server resets': meeting({ serve: (socket) => socket.resetAndDestroy() }),
  'the server destroys what it has not read': meeting({
    reads: { server: false },
    serve: (socket) => setTimeout(() => socket.destroy(), 20),
    ask: (socket) => socket.write('unread'),
  }),
  'the server destroys at once': meeting({ serve: (socket) => socket.destroy() }),
  'written to a side that is gone': meeting({
    client: { allowHalfOpen: true },
    serve: (socket) => socket.destroy(),
    ask: async (socket) => {
      await once(socket, 'end');
      socket.write('one');
      await sleep(10);
      socket.write('two');
    },
  }),
  'written after the end': meeting({
    ask: (socket) => {
      socket.end('one');
      socket.write('two');
    },
  }),
  'written before it is connected': meeting({
    ask: (socket, lines) => {
      lines.push(`${socket.connecting} ${socket.pending} ${socket.readyState}`);
      socket.write('early', () => lines.push('written'));
      socket.end(() => lines.push('ended'));
    },
  }),
  'callbacks of writes': meeting({
    ask: async (socket, lines) => {
      await once(socket, 'connect');
      lines.push(String(socket.write('one', () => lines.push('one written'))));
      lines.push(String(socket.write('two', () => lines.push('two written'))));
      process.nextTick(() => lines.push('tick'));
      await sleep(10);
      socket.end();
    },
  }),
  'what a socket is about': meeting({
    ask: async (socket, lines) => {
      await once(socket, 'connect');
      lines.push(`${socket.connecting} ${socket.pending} ${socket.readyState}`);
      lines.push(said([socket.remoteFamily, socket.remoteAddress, socket.localAddress, typeof socket.localPort]));
      socket.end('abc');
      lines.push(socket.readyState);
      await once(socket, 'close');
      lines.push(said([socket.readyState, socket.bytesWritten, socket.bytesRead, socket.destroyed]));
    },
  }),
  'what a server sees of it': meeting({
    serve: (socket, server, lines) => {
      lines.push(said([socket.remoteFamily, socket.remoteAddress, socket.localAddress, socket.readyState]));
      server.getConnections((error, count) => lines.push(`${String(error)} ${count}`));
    },
    ask: async (socket) => {
      await sleep(10);
      socket.end();
    },
  }),
  'paused and resumed': meeting({
    serve: (socket, _server, lines) => {
      socket.pause();
      setTimeout(() => {
        lines.push('resumed');
        socket.resume();
      }, 20);
    },
    ask: (socket) => socket.end('hello'),
  }),
  corked: meeting({
    ask: (socket) => {
      socket.cork();
      socket.write('a');
      socket.write('b');
      socket.uncork();
      socket.end();
    },
  }),
  'two writes of one turn': meeting({
    ask: async (socket) => {
      await once(socket, 'connect');
      socket.write('a');
      socket.write('b');
      await sleep(10);
      socket.end();
    },
  }),
  'in an encoding': meeting({
    serve: (socket) => socket.setEncoding('utf8'),
    ask: (socket) => {
      socket.write('68656c6c6f', 'hex');
      socket.end('d29ybGQ=', 'base64');
    },
  }),
  'idle for too long': meeting({
    ask: async (socket) => {
      socket.setTimeout(30);
      await once(socket, 'timeout');
      socket.end();
    },
  }),
  'a timeout by option': meeting({
    client: { timeout: 30 },
    ask: async (socket, lines) => {
      lines.push(String(socket.timeout));
      await once(socket, 'timeout');
      socket.destroy();
    },
  }),
  'a timeout that activity puts off': meeting({
    ask: async (socket) => {
      await once(socket, 'connect');
      socket.setTimeout(60);
      for (let i = 0; i < 3; i++) {
        await sleep(30);
        socket.write(String(i));
      }
      await once(socket, 'timeout');
      socket.end();
    },
  }),
  'a timeout that is taken back': meeting({
    ask: async (socket, lines) => {
      const note = (): void => void lines.push('noted');
      socket.setTimeout(20, note);
      socket.setTimeout(0, note);
      await sleep(50);
      lines.push(String(socket.listenerCount('timeout')));
      socket.end();
    },
  }),
  'timeouts that are none': meeting({
    ask: (socket, lines) => {
      for (const ms of ['1', -1, Number.NaN, null]) {
        try {
          socket.setTimeout(ms as number);
          lines.push('fine');
        } catch (error) {
          lines.push(said(error));
        }
      }
      socket.destroy();
    },
  }),
  'much at once': async (place) => {
    let size = 0;
    const server = net.createServer((socket) => socket.on('data', (bytes) => (size += bytes.length)));
    const port = await listening(server);
    const socket = net.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    place.log(String(socket.write(Buffer.alloc(100_000))));
    place.log(String(socket.write(Buffer.alloc(20_000_000))));
    await once(socket, 'drain');
    place.log(String(socket.writableLength));
    socket.end();
    await once(socket, 'close');
    place.log(`${size} ${socket.bytesWritten}`);
    await new Promise((resolve) => server.close(resolve));
  },
  'a reader that waits': async (place) => {
    const server = net.createServer(async (socket) => {
      let size = 0;
      for await (const bytes of socket) {
        size += (bytes as Buffer).length;
        if (size === (bytes as Buffer).length) await sleep(20);
      }
      place.log(String(size));
      server.close();
    });
    const port = await listening(server);
    net.connect(port, '127.0.0.1').end(Buffer.alloc(300_000));
    await once(server, 'close');
  },
  refused: async ({ log }) => {
    const server = net.createServer();
    const port = await listening(server);
    server.close();
    await once(server, 'close');
    const lines: string[] = [];
    const socket = listenTo(net.connect(port, '127.0.0.1'), lines);
    await new Promise((resolve) => socket.on('close', resolve));
    for (const line of lines) log(line);
  },
  'listening: events and address': async ({ log }) => {
    const server = net.createServer();
    server.on('listening', () => log('event'));
    server.on('close', () => log('closed'));
    log(String(server.listening) + String(server.address()));
    server.listen(0, '127.0.0.1', () => log('callback'));
    log(String(server.listening));
    await once(server, 'listening');
    const { address, family } = server.address() as AddressInfo;
    log(`${address} ${family}`);
    server.close((error) => log(`close called ${String(error)}`));
    log(String(server.listening) + String(server.address()));
    await once(server, 'close');
  },
  'listening: on all addresses': async ({ log }) => {
    const server = net.createServer();
    server.listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    for (const host of ['127.0.0.1', 'localhost']) {
      const socket = net.connect(port, host);
      const [peer] = (await once(server, 'connection')) as [Socket];
      log(`${host === 'localhost' ? '' : `${peer.remoteAddress} ${peer.remoteFamily}`} ${typeof peer.remotePort}`);
      socket.destroy();
      peer.destroy();
    }
    server.close();
    await once(server, 'close');
  },
  'listening: in use': async ({ log }) => {
    const first = net.createServer();
    const port = await listening(first);
    const second = net.createServer();
    second.listen(port, '127.0.0.1');
    const [error] = await once(second, 'error');
    log(`${errorOf(error)} ${second.listening}`);
    first.close();
    await once(first, 'close');
    second.listen(port, '127.0.0.1');
    await once(second, 'listening');
    second.close();
    await once(second, 'close');
  },
  'listening: twice': async ({ log }) => {
    const server = net.createServer();
    await listening(server);
    try {
      server.listen(0);
    } catch (error) {
      log(said(error));
    }
    server.close();
    await once(server, 'close');
  },
  'listening: an address that is not here': async ({ log }) => {
    const server = net.createServer();
    server.listen(0, '192.0.2.1');
    const [error] = await once(server, 'error');
    log(errorOf(error));
  },
  'closed without listening': async ({ log }) => {
    await new Promise<void>((resolve) =>
      net.createServer().close((error) => {
        log(said(error));
        resolve();
      }),
    );
  },
  'closed while a connection is open': async ({ log }) => {
    const server = net.createServer((socket) => socket.resume());
    const port = await listening(server);
    const socket = net.connect(port, '127.0.0.1');
    await once(server, 'connection');
    server.close(() => log('closed'));
    await sleep(20);
    log('still open');
    socket.end();
    await once(server, 'close');
    log('after');
  },
  'more connections than allowed': async ({ log }) => {
    const server = net.createServer((socket) => socket.resume());
    server.maxConnections = 1;
    const dropped = once(server, 'drop');
    const port = await listening(server);
    const first = net.connect(port, '127.0.0.1');
    await once(server, 'connection');
    const second = net.connect(port, '127.0.0.1');
    await dropped;
    await once(second, 'close');
    log('second closed');
    first.end();
    await once(first, 'close');
    server.close();
    await once(server, 'close');
  },
  'a socket that connects again': async ({ log }) => {
    const server = net.createServer((socket) => socket.end('hi'));
    const port = await listening(server);
    const lines: string[] = [];
    const socket = listenTo(new net.Socket(), lines);
    for (let i = 0; i < 2; i++) {
      socket.connect(port, '127.0.0.1');
      await once(socket, 'close');
    }
    for (const line of lines) log(line);
    server.close();
    await once(server, 'close');
  },
  'a signal that aborts the server': async ({ log }) => {
    const controller = new AbortController();
    const server = net.createServer();
    server.listen({ port: 0, host: '127.0.0.1', signal: controller.signal });
    await once(server, 'listening');
    controller.abort();
    await once(server, 'close');
    log(String(server.listening));
  },
  'arguments of connect': ({ log }) => {
    for (const args of [[], [70_000], [{}], [{ port: 'x' }], [-1, '127.0.0.1']]) {
      try {
        (net.connect as (...args: unknown[]) => Socket)(...args)
          .on('error', () => {})
          .destroy();
        log('fine');
      } catch (error) {
        log(said(error));
      }
    }
  },
};

export const SOCKETS: readonly Program[] = Object.entries(CASES).map(([name, run]) => ({
  name: `net: ${name}`,
  api: 'net',
  run,
}));
