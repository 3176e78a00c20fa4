import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { runOnce } from '../../../run/detailed-run.ts';
import { trial } from '../../../testing/trial.ts';
import { TcpEnd } from './tcp-end.ts';

/** What listening at two addresses of one port comes to: the second's error code, or nothing. */
async function collisionOf(first: string, second: string): Promise<string> {
  let code = '';
  const scenario = trial((env) => {
    env.actor('a', env.process('p'), async () => {
      const one = net.createServer().listen(3000, first);
      await once(one, 'listening');
      const other = net.createServer().listen(3000, second);
      other.on('error', (error: NodeJS.ErrnoException) => {
        code = error.code ?? '';
      });
      other.on('listening', () => other.close());
      await new Promise((resolve) => setTimeout(resolve, 50));
      one.close();
    });
  });
  expect((await runOnce(scenario)).leaks).toEqual([]);
  return code;
}

test.each([
  ['127.0.0.1', '127.0.0.1', 'EADDRINUSE'],
  ['127.0.0.1', '127.0.0.2', ''],
  ['127.0.0.1', '0.0.0.0', 'EADDRINUSE'],
  ['0.0.0.0', '127.0.0.1', 'EADDRINUSE'],
  ['0.0.0.0', '::1', ''],
  ['::1', '0.0.0.0', ''],
  ['::1', '127.0.0.1', ''],
  ['::', '127.0.0.1', 'EADDRINUSE'],
  ['::', '::1', 'EADDRINUSE'],
  ['::1', '::', 'EADDRINUSE'],
])('listening at %s and at %s of one port, as on Linux: %s', async (first, second, code) => {
  expect(await collisionOf(first, second)).toBe(code);
});

test.each([
  ['127.0.0.1', 'IPv4'],
  ['::1', 'IPv6'],
])('a client of %s is seen at its own address', async (host, family) => {
  const seen: unknown[] = [];
  const scenario = trial((env) => {
    env.actor('server', env.process('server'), () => {
      const server = net.createServer((socket) => {
        seen.push(socket.remoteAddress, socket.remoteFamily, socket.localAddress);
        server.close();
        socket.end();
      });
      server.listen(3000, host);
    });
    env.actor('client', env.process('client'), async () => {
      const socket = net.connect(3000, host);
      await once(socket, 'connect');
      seen.push((socket.address() as AddressInfo).address);
      socket.resume();
    });
  });
  expect((await runOnce(scenario)).leaks).toEqual([]);
  expect(seen.sort()).toEqual([family, host, host, host].sort());
});

test('an end is closed once: what is said of it afterwards changes nothing', () => {
  const { client, server } = TcpEnd.pair('tcp:1/1');
  client.close();
  client.close('reset');
  expect(server.wasReset).toBe(false);
  expect(server.read()).toBe('end');
});

test('a client that finds no room asks again after 1 s, and after 2 s more', async () => {
  const connected: number[] = [];
  const scenario = trial((env) => {
    env.actor('server', env.process('server'), () => {
      const server = net.createServer();
      server.listen({ port: 3000, host: '127.0.0.1', backlog: 1 });
      server.on('connection', (socket) => socket.resume());
      setTimeout(() => server.close(), 10_000);
    });
    const client = env.process('client');
    const connects = (): void => {
      const begun = env.now;
      const socket = net.connect(3000, '127.0.0.1', () => {
        connected.push(env.now - begun);
        socket.end();
      });
    };
    // All in one turn, before the server's: two find room. Those that ask again meet others who were there first.
    env.actor('first', client, () => {
      for (let i = 0; i < 3; i++) connects();
      setTimeout(() => {
        for (let i = 0; i < 3; i++) connects();
      }, 1_000);
    });
  });
  expect((await runOnce(scenario)).leaks).toEqual([]);
  expect(connected.sort((a, b) => a - b)).toEqual([0, 0, 0, 0, 1_000, 3_000]);
});
