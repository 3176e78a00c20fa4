import { expect, test } from 'vitest';
import { MESSAGES, runAgainst } from '../../testing/run-against.ts';
import { hang, json, rateLimited, reset, respond, serverError, stream } from '../../world/network/reply.ts';
import type { Upstream } from '../../world/network/upstream.ts';

const post = (signal?: AbortSignal): Promise<Response> =>
  fetch(MESSAGES, { method: 'POST', body: '{"a":1}', ...(signal === undefined ? {} : { signal }) });

test('what comes out is a real Response with status, headers, address and one-time body', async () => {
  const { values } = await runAgainst(
    () => json({ a: 1 }, { status: 201, headers: { 'x-request-id': 'r1' } }),
    async () => {
      const response = await fetch(`${MESSAGES}?b=1#c`);
      const copy = response.clone();
      return [
        response instanceof Response,
        response.status,
        response.statusText,
        response.ok,
        response.url,
        response.type,
        response.redirected,
        response.headers.get('x-request-id'),
        response.headers.get('content-type'),
        await response.text(),
        response.bodyUsed,
        await response.text().catch((error: unknown) => String(error)),
        copy.url,
        await copy.json(),
      ];
    },
  );
  expect(values[0]).toEqual([
    true,
    201,
    'Created',
    true,
    `${MESSAGES}?b=1`,
    'basic',
    false,
    'r1',
    'application/json',
    '{"a":1}',
    true,
    expect.stringContaining('TypeError'),
    `${MESSAGES}?b=1`,
    { a: 1 },
  ]);
});

test('a body that came whole reads like a real one, however it is asked for', async () => {
  const text = '\ufeff{"a":"\ud800 é"}';
  /** Each way on a response of its own: text and JSON that are asked for first are read without a real body. */
  const ways: ((response: Response) => unknown)[] = [
    async (response) => [response.bodyUsed, await response.text(), response.bodyUsed],
    async (response) => {
      const value = response.json();
      return [response.bodyUsed, await value];
    },
    async (response) => Array.from(new Uint8Array(await response.arrayBuffer())),
    async (response) => (await response.blob()).text(),
    async (response) => new Response(response.body).text(),
    async (response) => [response.body?.locked, await response.text(), response.bodyUsed],
    async (response) => [await response.clone().text(), response.bodyUsed, await response.json()],
    async (response) => [await response.text(), await response.text()],
    async (response) => [await response.json(), response.bodyUsed, response.body?.locked, response.clone()],
  ];
  const read = async (make: () => Response | Promise<Response>): Promise<unknown[]> => {
    const outcomes: unknown[] = [];
    for (const way of ways) {
      const outcome = Promise.resolve(way(await make())).catch((error: unknown) => `${error}`.slice(0, 9));
      outcomes.push(await outcome);
    }
    return outcomes;
  };
  const { values } = await runAgainst(
    () => respond(200, text),
    async () => [await read(() => fetch(MESSAGES)), await read(() => new Response(new TextEncoder().encode(text)))],
  );
  const [ours, real] = values[0] as [unknown[], unknown[]];
  expect(ours).toEqual(real);
  expect(ours[3]).toBe('{"a":"\ufffd é"}');
});

test('replies: 429 with retry-after, 5xx, no content, reset', async () => {
  const replies = [rateLimited(7), serverError(503), respond(204), respond(200, 'x'), reset()];
  const { values } = await runAgainst(
    (_request, { n }) => replies[n - 1] ?? hang(),
    async () => {
      const seen: unknown[] = [];
      for (let i = 0; i < 4; i++) {
        const response = await fetch(MESSAGES, i === 3 ? { method: 'HEAD' } : {});
        seen.push([response.status, response.headers.get('retry-after'), response.body, await response.text()]);
      }
      const error: unknown = await fetch(MESSAGES).catch((error: unknown) => error);
      seen.push(error instanceof TypeError && [error.message, (error.cause as { code?: string }).code]);
      return seen;
    },
  );
  expect(values[0]).toEqual([
    [429, '7', null, ''],
    [503, null, null, ''],
    [204, null, null, ''],
    [200, null, null, ''],
    ['fetch failed', 'ECONNRESET'],
  ]);
});

test.each([
  [undefined, { code: 'ECONNRESET', syscall: 'read', message: 'read ECONNRESET' }],
  ['cut', { name: 'SocketError', code: 'UND_ERR_SOCKET', message: 'other side closed' }],
  [
    'refused',
    {
      code: 'ECONNREFUSED',
      syscall: 'connect',
      message: 'connect ECONNREFUSED 198.18.0.1:443',
      address: '198.18.0.1',
      port: 443,
    },
  ],
  [
    'unknown-host',
    {
      code: 'ENOTFOUND',
      syscall: 'getaddrinfo',
      message: 'getaddrinfo ENOTFOUND api.anthropic.com',
      hostname: 'api.anthropic.com',
    },
  ],
] as const)('a connection that breaks by %s gives the error that Node gives', async (how, expected) => {
  const { values, lines } = await runAgainst(
    () => reset(how),
    () => fetch(MESSAGES).catch((error: unknown) => error),
  );
  expect(values[0]).toBeInstanceOf(TypeError);
  expect(values[0]).toMatchObject({ message: 'fetch failed', cause: expected });
  expect(lines.at(-1)).toEqual(expect.stringContaining(` GET http:anthropic delivery ${expected.code}`));
});

test('chunks arrive in order, each in a step, the end with the last one', async () => {
  const { lines, values } = await runAgainst(
    () => stream(['one', 'three', 'five'], { chunkMs: [10, 10] }),
    async (env) => {
      const response = await post();
      const seen: string[] = [];
      for await (const chunk of response.body ?? []) seen.push(`${new TextDecoder().decode(chunk)} at ${env.now}`);
      return seen;
    },
  );
  expect(values[0]).toEqual(['one at 60', 'three at 70', 'five at 80']);
  expect(lines.slice(3)).toEqual([
    'run#3 chunk http:anthropic delivery 3 bytes',
    'run#4 chunk http:anthropic delivery 5 bytes',
    'run#5 chunk http:anthropic delivery 4 bytes',
  ]);
});

test.each([
  ['reset', 'ECONNRESET'],
  ['cut', 'UND_ERR_SOCKET'],
] as const)('a body that breaks off by %s rejects the read after its chunks', async (end, code) => {
  const { values, lines } = await runAgainst(
    () => stream(['one'], { end }),
    async () => {
      const reader = (await post()).body?.getReader();
      const first = await reader?.read();
      const error: unknown = await reader?.read().catch((error: unknown) => error);
      return [first?.value?.byteLength, String(error), ((error as Error).cause as { code?: string }).code];
    },
  );
  expect(values[0]).toEqual([3, 'TypeError: terminated', code]);
  expect(lines.at(-1)).toBe(`run#4 chunk http:anthropic delivery connection ${end}`);
});

test('a redirect is followed, given to who wants it, or an error', async () => {
  const seen: string[] = [];
  const upstream: Upstream = async (request) => {
    const { pathname } = new URL(request.url);
    seen.push(`${request.method} ${pathname} ${await request.text()} ${request.headers.get('content-length')}`);
    return pathname === '/end'
      ? respond(200, 'there')
      : respond(303, undefined, { headers: { location: '/end#part' } });
  };
  const { values, leaks } = await runAgainst(upstream, async () => {
    const manual = await fetch(MESSAGES, { redirect: 'manual' });
    const followed = await fetch(MESSAGES, { method: 'POST', body: 'text' });
    const error = await fetch(MESSAGES, { redirect: 'error' }).catch(({ cause }: Error) => cause as Error);
    return [manual.status, followed.url, followed.redirected, await followed.text(), String(error)];
  });
  expect(values).toEqual([[303, 'https://api.anthropic.com/end', true, 'there', 'Error: unexpected redirect']]);
  expect(seen.slice(1, 3)).toEqual(['POST /v1/messages text 4', 'GET /end  null']);
  expect(leaks).toEqual([]);
});

test('redirects end: after twenty, at an address without an upstream, at a body that cannot be sent again', async () => {
  const upstream: Upstream = (request) =>
    respond(307, undefined, {
      headers: { location: request.url.endsWith('away') ? 'https://other.test/' : request.url },
    });
  const circle = await runAgainst(upstream, () => fetch(MESSAGES));
  expect((circle.values[0] as Error).cause).toMatchObject({ message: 'redirect count exceeded' });
  expect(circle.leaks).toEqual([]);
  const away = await runAgainst(upstream, () => fetch(`${MESSAGES}/away`));
  expect(away.leaks).toContainEqual(expect.stringContaining('a request to https://other.test'));
  const body = new Blob(['x']).stream();
  const stream = await runAgainst(upstream, () =>
    fetch(MESSAGES, { method: 'POST', body, duplex: 'half' } as RequestInit),
  );
  expect(stream.leaks).toContainEqual(expect.stringContaining('has a stream for its body'));
});
