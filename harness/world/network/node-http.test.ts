import { createHook } from 'node:async_hooks';
import http, { type IncomingMessage, request as namedRequest } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { defaultOrder } from '../../engine/default-order.ts';
import type { Strategy } from '../../engine/strategy.ts';
import type { Env } from '../../scenario/env.ts';
import { randomWalk } from '../../strategies/random-walk.ts';
import { type Body, ORIGIN, type RunAgainst, runAgainst } from '../../testing/run-against.ts';
import { hang, json, rateLimited, reset, respond, stream } from './reply.ts';
import type { Upstream } from './upstream.ts';

const PLAIN = 'http://localhost:11434';

async function execute(
  upstream: Upstream,
  body: Body,
  strategy: Strategy = defaultOrder,
): Promise<RunAgainst & { value: unknown }> {
  const setup = (env: Env): void => {
    env.network.serveNodeHttp();
    env.network.upstream(PLAIN, upstream, { name: 'local' });
  };
  const result = await runAgainst(upstream, body, { strategy, setup });
  expect(result.leaks).toEqual([]);
  return { ...result, value: result.values[0] };
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** What a client library does: a promise around the events. */
function send(url: string, options: https.RequestOptions, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { request } = url.startsWith('https') ? https : http;
    const outgoing = request(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

test('a node:http request is the same two steps as a fetch, and nothing escapes', async () => {
  for (const origin of [ORIGIN, PLAIN]) {
    const { value, lines, run } = await execute(
      async (request) =>
        json({ got: await request.json(), a: request.headers.get('x-a') }, { headers: { 'x-b': '2' } }),
      () => send(`${origin}/v1/messages`, { method: 'POST', headers: { 'x-a': '1' } }, '{"a":1}'),
    );
    const name = origin === ORIGIN ? 'anthropic' : 'local';
    expect(value).toMatchObject({ status: 200, text: '{"got":{"a":1},"a":"1"}', headers: { 'x-b': '2' } });
    expect(lines).toEqual([
      'run#1 start actor delivery',
      `run#2 POST http:${name} effect /v1/messages`,
      `run#2 POST http:${name} delivery 200`,
    ]);
    expect(run.execution.unhandled).toEqual([]);
  }
});

test('no real socket is opened', async () => {
  const types = new Set<string>();
  const hook = createHook({ init: (_id, type) => types.add(type) }).enable();
  await execute(
    () => json(1),
    () => send(`${ORIGIN}/`, {}),
  );
  hook.disable();
  expect([...types].filter((type) => /TCP|TLS|PIPE|GETADDRINFO|Timeout/i.test(type))).toEqual([]);
});

test('a request imported by name before the route was laid is served too', async () => {
  const { value } = await execute(
    () => respond(200, 'named'),
    () =>
      new Promise((resolve) => {
        namedRequest(`${PLAIN}/`, (response) => response.on('data', (data) => resolve(String(data)))).end();
      }),
  );
  expect(value).toBe('named');
});

test('replies reach a node:http client: 429, redirect, reset, hang, a body that breaks off', async () => {
  const limited = await execute(
    () => rateLimited(3),
    () => send(`${ORIGIN}/`, {}),
  );
  expect(limited.value).toMatchObject({ status: 429, headers: { 'retry-after': '3' }, text: '' });
  const moved = await execute(
    () => respond(302, undefined, { headers: { location: '/b' } }),
    () => send(`${ORIGIN}/`, {}),
  );
  expect(moved.value).toMatchObject({ status: 302, headers: { location: '/b' } });
  const broken = await execute(
    () => reset(),
    () => send(`${ORIGIN}/`, {}),
  );
  expect(broken.value).toMatchObject({ code: 'ECONNRESET' });
  expect(broken.run.execution.unhandled).toEqual([]);
  const cut = await execute(
    () => reset('cut'),
    () => send(`${ORIGIN}/`, {}),
  );
  expect(cut.value).toMatchObject({ code: 'ECONNRESET', message: 'socket hang up' });
  const refused = await execute(
    () => reset('refused'),
    () => send(`${ORIGIN}/`, {}),
  );
  expect(refused.value).toMatchObject({ code: 'ECONNREFUSED', port: 443 });
  const hung = await execute(
    () => hang(),
    () => send(`${ORIGIN}/`, {}),
  );
  expect(hung.value).toBe('running');
  expect(hung.run.ending).toEqual({ kind: 'quiescent', excused: [] });
  const truncated = await execute(
    () => stream(['one'], { end: 'reset' }),
    () => send(`${ORIGIN}/`, {}),
  );
  expect(truncated.value).toMatchObject({ code: 'ECONNRESET' });
});

test('chunks of a stream are lines, and each reaches the client in its own', async () => {
  const { value, lines } = await execute(
    () => stream(['one', 'two'], { chunkMs: [100, 100] }),
    (env) =>
      new Promise((resolve) => {
        const seen: string[] = [];
        https.get(`${ORIGIN}/`, (response) => {
          response.on('data', (data) => seen.push(`${data} at ${env.now}`));
          response.on('end', () => resolve(seen));
        });
      }),
  );
  expect(value).toEqual(['one at 150', 'two at 250']);
  expect(lines.filter((step) => step.includes('chunk'))).toHaveLength(2);
});

test('a destroyed or aborted request is withdrawn and explains nothing', async () => {
  for (const how of ['destroy', 'signal'] as const) {
    const { value, run, lines } = await execute(
      () => hang(),
      () =>
        new Promise((resolve) => {
          const controller = new AbortController();
          const outgoing = https.get(`${ORIGIN}/`, how === 'signal' ? { signal: controller.signal } : {});
          outgoing.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
          setTimeout(() => (how === 'destroy' ? outgoing.destroy(new Error('enough')) : controller.abort()), 700);
        }),
    );
    expect(value).toBe(how === 'destroy' ? 'enough' : 'ABORT_ERR');
    expect(run.execution.connections).toBe(0);
    expect(lines).toHaveLength(3);
    expect(run.execution.unhandled).toEqual([]);
  }
});

test('a socket timeout is on the virtual clock', async () => {
  const setup = (env: Env): void => env.network.serveNodeHttp();
  const { leaks, values, recorder } = await runAgainst(
    () => hang(),
    () =>
      new Promise((resolve) => {
        const request = https.get(ORIGIN, { timeout: 1_000 });
        request.on('timeout', () => request.destroy(new Error('too slow'))).on('error', resolve);
      }).then(String),
    { setup },
  );
  expect([leaks, values, recorder.events.at(-1)?.at]).toEqual([[], ['Error: too slow'], 1_000]);
});

test('the same seed gives the same trace', async () => {
  const hashes = new Set<string>();
  for (let seed = 0; seed < 10; seed++) {
    const [first, second] = await Promise.all(
      [1, 2].map(() =>
        execute(
          (_request, { n }) => (n === 2 ? stream(['a', 'b']) : json({ n })),
          () => Promise.all([1, 2, 3].map((i) => send(`${ORIGIN}/${i}`, { method: 'PUT' }, String(i)))),
          randomWalk(seed),
        ),
      ),
    );
    expect(first?.value).toEqual(second?.value);
    expect(first?.run.execution.hash.digest()).toBe(second?.run.execution.hash.digest());
    hashes.add(first?.run.execution.hash.digest() ?? '');
  }
  expect(hashes.size).toBeGreaterThan(5);
});

test('without an actor, requests pass through to real servers', async () => {
  const server = http.createServer((_request, response) => response.end('real'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { text } = await send(`http://127.0.0.1:${port}/`, {});
  server.close();
  expect(text).toBe('real');
});

test('a server of the code under test answers in the same execution, fetch and node:http alike', async () => {
  const { leaks, values } = await runAgainst(
    () => respond(200),
    async () => {
      const server = http.createServer((_request, response) => response.end('own'));
      await new Promise<void>((resolve) => server.listen(3000, '127.0.0.1', resolve));
      const { text } = await send('http://127.0.0.1:3000/', { agent: false });
      const fetched = await (await fetch('http://127.0.0.1:3000/')).text();
      server.closeAllConnections();
      server.close();
      return [text, fetched];
    },
    { setup: (env) => env.network.serveNodeHttp() },
  );
  expect([leaks, values]).toEqual([[], [['own', 'own']]]);
});
