import { once } from 'node:events';
import http, { type RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import type { Env } from '../../scenario/env.ts';
import { trial } from '../../testing/trial.ts';
import { respond } from '../../world/network/reply.ts';

const ORIGIN = 'http://127.0.0.1:3000';

/** What `ask` fulfils with, or the error, once a server of this process listens; and the timeline. */
async function asked(
  serve: RequestListener,
  ask: () => unknown,
  setup: (env: Env) => void = () => {},
): Promise<{ value: unknown; lines: string[] }> {
  let value: unknown;
  const scenario = trial((env) => {
    setup(env);
    env.actor('a', env.process('p'), async () => {
      const server = http.createServer(serve).listen(3000, '127.0.0.1');
      await once(server, 'listening');
      value = await Promise.resolve(ask()).catch((error: unknown) => error);
      server.closeAllConnections();
      server.close();
    });
  });
  const { recorder, leaks, run } = await runOnce(scenario);
  expect([leaks, run.execution.unhandled, run.execution.refusals]).toEqual([[], [], null]);
  return { value, lines: recorder.events.map(({ text, outcome }) => `${text} ${outcome}`.trimEnd()) };
}

test('fetch reaches a server that the code under test runs, over its sockets', async () => {
  const { value, lines } = await asked(
    (request, response) => response.writeHead(201, 'Made').end(`${request.method} ${request.url}`),
    async () => {
      const response = await fetch(`${ORIGIN}/x?y=1`, { method: 'POST', body: 'text' });
      return [response.status, response.statusText, response.url, await response.text()];
    },
  );
  expect(value).toEqual([201, 'Made', `${ORIGIN}/x?y=1`, 'POST /x?y=1']);
  expect(lines).toContain('a/3000#1 accept tcp:3000');
});

test('an upstream that is declared there answers in its place', async () => {
  const { value } = await asked(
    (_request, response) => response.end('server'),
    async () => (await fetch(ORIGIN)).text(),
    (env) => env.network.upstream(ORIGIN, () => respond(200, 'upstream')),
  );
  expect(value).toBe('upstream');
});

test('a connection that ends in the body cuts it off in the words of undici', async () => {
  const { value } = await asked(
    (request, response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.write('half', () => request.socket.destroy());
    },
    async () => (await fetch(ORIGIN)).text(),
  );
  expect(value).toMatchObject({ message: 'terminated', cause: { code: 'UND_ERR_SOCKET' } });
});

test('an abort ends the connection: the server sees it close', async () => {
  const seen: string[] = [];
  const { value } = await asked(
    (request) => request.on('close', () => seen.push('closed')),
    () => fetch(ORIGIN, { signal: AbortSignal.timeout(50) }),
  );
  expect([String(value), seen]).toEqual(['TimeoutError: The operation was aborted due to timeout', ['closed']]);
});
