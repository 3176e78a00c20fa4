import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo, type Server } from 'node:net';
import { expect, test } from 'vitest';
import type { Actor } from '../../engine/operation.ts';
import { runOnce } from '../../run/detailed-run.ts';
import { randomWalk } from '../../strategies/random-walk.ts';
import { trial, trialOf } from '../../testing/trial.ts';

type Bodies = Record<string, (actor: Actor) => unknown>;

/** One execution in which nothing escapes; its steps, without the phase, which is always the delivery. */
async function stepsOf(bodies: Bodies, seed?: number): Promise<string[]> {
  const strategy = seed === undefined ? {} : { strategy: randomWalk(seed) };
  const { recorder, leaks, run } = await runOnce(trialOf(bodies), strategy);
  expect([leaks, run.execution.unhandled, run.execution.refusals]).toEqual([[], [], null]);
  return recorder.events.map(({ text, outcome }) => `${text} ${outcome}`.trimEnd());
}

async function listen(server: Server, port = 3000): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

async function bodyOf(response: http.IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return text;
}

async function get(options: http.RequestOptions): Promise<string> {
  const [response] = (await once(http.get(options), 'response')) as [http.IncomingMessage];
  return bodyOf(response);
}

test('a timeline of TCP: what each socket is told is a step of its own', async () => {
  const steps = await stepsOf({
    server: async () => {
      const server = net.createServer((socket) => {
        socket.on('data', (bytes) => socket.end(`echo ${bytes}`));
        server.close();
      });
      await listen(server);
    },
    client: async () => {
      const socket = net.connect(3000, '127.0.0.1');
      socket.write('hello');
      expect(String((await once(socket, 'data'))[0])).toBe('echo hello');
    },
  });
  expect(steps).toEqual([
    'server#1 start actor',
    'client#1 start actor',
    'server/3000#1 accept tcp:3000',
    'client/3000.1#1 connect tcp:3000',
    'server#2 close tcp:3000',
    'server/3000.1#1 receive tcp:3000/1> 5 bytes',
    'server/3000.1#2 shutdown tcp:3000/1>',
    'client/3000.1#2 receive tcp:3000/1< 10 bytes',
    'client/3000.1#3 receive tcp:3000/1< end',
    'client/3000.1#4 shutdown tcp:3000/1<',
    'client/3000.1#5 close tcp:3000/1<',
    'server/3000.1#3 receive tcp:3000/1> end',
    'server/3000.1#4 close tcp:3000/1>',
  ]);
});

test('two writes arrive as one, or as two: a stream has no messages', async () => {
  const arrivals = new Set<string>();
  for (let seed = 1; seed <= 40; seed++) {
    const got: string[] = [];
    await stepsOf(
      {
        server: async () => {
          const server = net.createServer((socket) => {
            socket.on('data', (bytes) => got.push(String(bytes)));
            server.close();
          });
          await listen(server);
          const socket = net.connect(3000, '127.0.0.1');
          await once(socket, 'connect');
          socket.write('a');
          await new Promise(setImmediate);
          socket.end('b');
        },
      },
      seed,
    );
    arrivals.add(got.join());
  }
  expect([...arrivals].sort()).toEqual(['a,b', 'ab']);
});

test('one who connects before the server listens is refused; afterwards it is served', async () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= 20; seed++) {
    await stepsOf(
      {
        server: () => listen(net.createServer((socket) => socket.end())),
        client: async () => {
          const socket = net.connect(3000, '127.0.0.1').resume();
          seen.add(
            await once(socket, 'close').then(
              () => 'served',
              (error) => String(error),
            ),
          );
        },
      },
      seed,
    );
  }
  expect([...seen].sort()).toEqual(['Error: connect ECONNREFUSED 127.0.0.1:3000', 'served']);
});

test('a connection that is refused where nothing ever listens makes no verdict, unless the scenario says so', async () => {
  const connecting = (nothingAt?: number): Promise<unknown> =>
    runOnce(
      trial((env) => {
        if (nothingAt !== undefined) env.network.nothingAt(nothingAt);
        env.actor('client', env.process('p'), async () => {
          await once(net.connect(6379, '127.0.0.1'), 'connect').catch(() => {});
        });
      }),
    ).then(({ run }) => run.execution.refusals?.map(String) ?? null);
  expect(await connecting()).toEqual([expect.stringContaining('nothing in this execution has ever listened there')]);
  expect(await connecting(6379)).toBeNull();
});

test('a killed process takes its connections along: the other side reads to the end', async () => {
  const seen: unknown[] = [];
  await runOnce(
    trial((env) => {
      const gateway = env.process('gateway');
      env.actor('server', gateway, async () => {
        const server = net.createServer((socket) => socket.write('half'));
        await listen(server);
      });
      env.actor(
        'client',
        env.process('laptop'),
        async () => {
          const socket = net.connect(3000, '127.0.0.1');
          socket.on('data', (bytes) => {
            seen.push(String(bytes));
            env.kill(gateway);
          });
          await once(socket, 'close');
          seen.push(await once(net.connect(3000, '127.0.0.1'), 'connect').catch((error) => error.code));
        },
        { atMs: 20 },
      );
    }),
  );
  expect(seen).toEqual(['half', 'ECONNREFUSED']);
});

test('a client that waits for an answer that never comes is stuck, whatever listens; a server that nobody needs is not', async () => {
  const server = { server: () => listen(net.createServer(() => {})) };
  expect((await runOnce(trialOf(server))).ending).toBe('quiescent');
  const client = async (): Promise<unknown> => once(net.connect(3000, '127.0.0.1'), 'data');
  const waiting = trial((env) => {
    env.actor('server', env.process('p'), server.server);
    env.actor('client', env.process('q'), client, { atMs: 20 });
  });
  expect((await runOnce(waiting)).ending).toBe('deadlock');
});

test('nobody is real: an address elsewhere is named, and refused', async () => {
  const { leaks } = await runOnce(
    trialOf({ client: () => once(net.connect(5432, '192.0.2.1'), 'connect').catch(() => {}) }),
  );
  expect(leaks).toEqual([expect.stringContaining('a connection to 192.0.2.1:5432')]);
});

test('node:http: dates are of the virtual clock, and the timer that looks for slow requests is none', async () => {
  let headers: unknown[] = [];
  await stepsOf({
    server: async () => {
      const server = http.createServer((request, response) => {
        if (request.url === '/a') response.setHeader('x-one', '1');
        else response.writeHead(200, request.url === '/b' ? { 'x-one': '1' } : ['x-one', '1']);
        response.end('hi', () => request.url === '/c' && server.close());
      });
      await listen(server);
      for (const path of ['/a', '/b', '/c']) {
        const [response] = await once(http.get({ port: 3000, path, agent: false }), 'response');
        response.resume();
        headers = [...headers, response.rawHeaders];
      }
    },
  });
  const raw = ['x-one', '1', 'Date', 'Thu, 01 Jan 2026 00:00:00 GMT', 'Connection', 'close'];
  expect(headers).toEqual([1, 2, 3].map(() => expect.arrayContaining(raw)));
});

test('the global agent keeps sockets for one process of one execution', async () => {
  for (let i = 0; i < 2; i++) {
    const reused: unknown[] = [];
    await stepsOf({
      server: async () => {
        const server = http.createServer((_request, response) => response.end('hi'));
        await listen(server);
        for (let n = 0; n < 2; n++) {
          const request = http.get({ port: 3000, host: '127.0.0.1' });
          const [response] = await once(request, 'response');
          await bodyOf(response);
          reused.push(request.reusedSocket);
        }
        server.close();
      },
    });
    expect(reused).toEqual([false, true]);
    expect(http.globalAgent.freeSockets).toEqual({});
  }
});

test('the keep-alive race: a server closes an idle connection just when the client sends on it', async () => {
  const outcomes = new Set<string>();
  for (let seed = 1; seed <= 60 && outcomes.size < 2; seed++) {
    await stepsOf(
      {
        server: async () => {
          const server = http.createServer((_request, response) => response.end('hi'));
          server.keepAliveTimeout = 1_000;
          await listen(server);
          // Node's own agent gives a connection up a second before its server does.
          const agent = Object.assign(new http.Agent({ keepAlive: true }), { keepSocketAlive: () => true });
          await get({ port: 3000, host: '127.0.0.1', agent });
          await new Promise((resolve) => setTimeout(resolve, 1_995));
          outcomes.add(await get({ port: 3000, host: '127.0.0.1', agent }).catch((error) => error.code));
          server.closeAllConnections();
          server.close();
        },
      },
      seed,
    );
  }
  expect([...outcomes].sort()).toEqual(['ECONNRESET', 'hi']);
});

test('port 0 is a free one, the same in every execution', async () => {
  const ports: unknown[] = [];
  await stepsOf({
    server: async () => {
      for (let i = 0; i < 2; i++) {
        const server = net.createServer();
        await listen(server, 0);
        ports.push((server.address() as AddressInfo).port);
      }
    },
  });
  expect(ports).toEqual([32_768, 32_769]);
});

test('a socket that is paused before it connects reads nothing', async () => {
  let taken = -1;
  await stepsOf({
    server: async () => {
      const server = net.createServer((socket) => socket.end(Buffer.alloc(1_000_000)));
      await listen(server);
      await once(server, 'connection');
      server.close();
    },
    client: async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const socket = net.connect(3000, '127.0.0.1').pause();
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      taken = socket.bytesRead;
      socket.resume();
    },
  });
  expect(taken).toBe(0);
});
