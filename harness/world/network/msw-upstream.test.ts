import { setTimeout as sleep } from 'node:timers/promises';
import { delay, HttpResponse, http, passthrough, type RequestHandler } from 'msw';
import { expect, test } from 'vitest';
import { randomWalk } from '../../strategies/random-walk.ts';
import { type Body, MESSAGES, type RunAgainst, runAgainst } from '../../testing/run-against.ts';
import { mswUpstream } from './msw-upstream.ts';
import { hang, json, rateLimited, reset, respond, serverError, stream } from './reply.ts';
import type { Upstream } from './upstream.ts';

function execute(upstream: Upstream, bodies: readonly Body[], seed: number): Promise<RunAgainst> {
  return runAgainst(upstream, bodies, { strategy: randomWalk(seed) });
}

/** Asks, obeys retry-after, gives up on a timeout; notes what it saw and when. */
const client: Body = async (env) => {
  const seen: string[] = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const response = await fetch(MESSAGES, {
        method: 'POST',
        body: JSON.stringify({ attempt }),
        signal: AbortSignal.timeout(1_000),
      });
      seen.push(`${response.status} ${await response.text()} at ${env.now}, ${Math.random()}`);
      const retryAfter = response.headers.get('retry-after');
      if (retryAfter !== null) await sleep(Number(retryAfter) * 1_000);
    } catch (error) {
      seen.push(`${error} at ${env.now}`);
    }
  }
  return seen;
};

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function streamed(): HttpResponse<ReadableStream> {
  // Of one buffer, as the chunks of a file or of Buffer's pool are.
  const both = encode('onetwo');
  return new HttpResponse(
    new ReadableStream({
      start(controller) {
        controller.enqueue(both.subarray(0, 3));
        controller.enqueue(both.subarray(3));
        controller.close();
      },
    }),
  );
}

/** Replies in the order of the requests, natively and as msw says the same. */
const pairs: Record<string, readonly [native: () => ReturnType<Upstream>, msw: () => Promise<Response> | Response]> = {
  '200': [() => json({ ok: true }), () => HttpResponse.json({ ok: true })],
  '429': [() => rateLimited(2), () => new HttpResponse(null, { status: 429, headers: { 'retry-after': '2' } })],
  '503': [() => serverError(503), () => new HttpResponse(null, { status: 503 })],
  'text 500': [() => respond(500, 'oops'), () => HttpResponse.text('oops', { status: 500 })],
  reset: [() => reset(), () => HttpResponse.error()],
  hang: [
    () => hang(),
    async () => {
      await delay('infinite');
      return HttpResponse.text('never');
    },
  ],
  'slow 200': [
    async () => {
      await sleep(300);
      return respond(200, 'slow');
    },
    async () => {
      await delay(300);
      return HttpResponse.text('slow');
    },
  ],
  'streamed 200': [() => stream(['one', 'two']), streamed],
};

function scripted(which: 0 | 1, names: readonly string[]): Upstream {
  const replyTo = (n: number) => (pairs[names[(n - 1) % names.length] ?? ''] ?? [hang, streamed])[which]();
  if (which === 0) {
    return async (request, { n }) => {
      expect(await request.json()).toHaveProperty('attempt');
      return replyTo(n) as ReturnType<Upstream>;
    };
  }
  let n = 0;
  const handlers = [
    http.get('*', () => HttpResponse.text('not this one')),
    http.post(MESSAGES, async ({ request }) => {
      expect(await request.json()).toHaveProperty('attempt');
      return replyTo(++n) as Response;
    }),
  ];
  return mswUpstream(handlers);
}

/** Every step but for its source line. */
const stepsOf = (detailed?: RunAgainst): unknown[] | undefined =>
  detailed?.recorder.events.map((event) => ({ ...event, source: '' }));

for (const names of [['200'], ['429', '200'], ['503', 'text 500', 'reset'], ['hang', '200'], Object.keys(pairs)]) {
  test(`msw handlers and a native upstream give the same trace: ${names.join(', ')}`, async () => {
    const hashes = new Set<string>();
    for (let seed = 0; seed < 12; seed++) {
      const [native, msw] = await Promise.all(
        ([0, 1] as const).map((which) => execute(scripted(which, names), [client, client, client], seed)),
      );
      expect(stepsOf(msw)).toEqual(stepsOf(native));
      expect(msw?.run.execution.hash.digest()).toBe(native?.run.execution.hash.digest());
      expect(msw?.values).toEqual(native?.values);
      expect(msw?.run.ending).toEqual({ kind: 'quiescent', excused: [] });
      expect(msw?.run.execution.unhandled).toEqual([]);
      expect([native?.leaks, msw?.leaks]).toEqual([[], []]);
      hashes.add(msw?.run.execution.hash.digest() ?? '');
    }
    expect(hashes.size).toBeGreaterThan(9);
  });
}

const ask = async (signal?: AbortSignal): Promise<string> => {
  const response = await fetch(MESSAGES, signal === undefined ? {} : { signal });
  return `${response.status} ${await response.text()}`;
};

test("a streamed body arrives as its handler produces it, and the handler's timers are its own", async () => {
  const handler = http.get(MESSAGES, () => {
    const body = new ReadableStream({
      async start(controller) {
        for (const text of ['one', 'two', 'three']) {
          controller.enqueue(encode(text));
          await sleep(1_000);
        }
        controller.close();
      },
    });
    return new HttpResponse(body);
  });
  const { values, recorder } = await execute(
    mswUpstream([handler]),
    [
      async (env) => {
        const response = await fetch(MESSAGES);
        const seen: string[] = [];
        for await (const chunk of response.body ?? [])
          seen.push(`${new TextDecoder().decode(chunk)} ${env.now >= 2_000}`);
        return seen;
      },
    ],
    7,
  );
  expect(values[0]).toEqual(['one false', 'two false', 'three true']);
  const steps = recorder.events.map(({ text, outcome }) => `${text} ${outcome}`);
  expect(steps.filter((step) => step.includes('timer'))).toHaveLength(3);
  expect(steps.filter((step) => step.includes('timer')).every((step) => step.startsWith('anthropic/run#2'))).toBe(true);
  expect(steps.at(-1)).toBe('run#6 chunk http:anthropic end');
});

test('a handler whose stream fails breaks the connection in mid-body', async () => {
  const handler = http.get(MESSAGES, () => {
    const body = new ReadableStream({
      async start(controller) {
        controller.enqueue(encode('one'));
        await sleep(1_000);
        controller.error(new Error('oops'));
      },
    });
    return new HttpResponse(body);
  });
  const { values, run } = await execute(mswUpstream([handler]), [() => ask()], 1);
  expect(String(values[0])).toBe('TypeError: terminated');
  expect(run.execution.unhandled).toEqual([]);
});

test('a body without end is read ahead a bounded way only, and an abort stops it', async () => {
  let produced = 0;
  let isCancelled = false;
  const handler = http.get(MESSAGES, () => {
    const body = new ReadableStream({
      pull(controller) {
        produced++;
        controller.enqueue(encode('again '));
      },
      cancel() {
        isCancelled = true;
      },
    });
    return new HttpResponse(body);
  });
  const { values } = await execute(mswUpstream([handler]), [() => ask(AbortSignal.timeout(900))], 3);
  expect(String(values[0])).toContain('TimeoutError');
  expect(isCancelled).toBe(true);
  // A chunk a millisecond at most, and those that nobody took.
  expect(produced).toBeLessThan(950);
});

test('handlers that were used up in one execution are fresh in the next', async () => {
  const handlers: RequestHandler[] = [
    http.get(MESSAGES, () => HttpResponse.text('first'), { once: true }),
    http.get(MESSAGES, function* () {
      yield HttpResponse.text('second');
      return HttpResponse.text('third');
    }),
  ];
  const upstream = mswUpstream(handlers);
  const thrice: Body = async () => [await ask(), await ask(), await ask()];
  for (let round = 0; round < 2; round++) {
    expect((await execute(upstream, [thrice], 1)).values).toEqual([['200 first', '200 second', '200 third']]);
  }
});

test('a request that no handler answers, or that one passes through, is reported', async () => {
  for (const handlers of [
    [http.post(MESSAGES, () => HttpResponse.text('x'))],
    [http.get(MESSAGES, () => passthrough())],
  ]) {
    const { values, leaks } = await execute(mswUpstream(handlers), [() => ask()], 1);
    expect(values).toEqual(['500 ']);
    expect(leaks).toEqual([expect.stringMatching(/^ERR_NO_UPSTREAM: GET https:\/\/api\.anthropic\.com\/v1\/messages/)]);
  }
});

test.each([
  ['https://API.example/Models', 'https://api.example/models'],
  ['https://api.example/:kind/:id?', 'https://api.example/models'],
  ['https://api.example/models{/:id}?', 'https://api.example/models'],
  ['https://*.example/models', 'https://api.example/models'],
  ['*/models', 'https://api.example/models'],
  ['https://api.example', 'https://api.example/'],
])('a handler of %s answers %s, behind others that are passed over', async (path, url) => {
  const others = [http.post(path, () => HttpResponse.json('post')), http.get('https://api.example/x', () => undefined)];
  const upstream = mswUpstream([...others, http.get(path, () => HttpResponse.json('got'))]);
  const answer = await upstream(new Request(url), { n: 1, now: 0 });
  expect(answer instanceof Response && (await answer.json())).toBe('got');
});

test('a handler reads the body, and clones of the request', async () => {
  const echo = http.post('https://api.example/echo', async ({ request }) => {
    const again = request.clone();
    return HttpResponse.json([await request.text(), await again.text()]);
  });
  const request = new Request('https://api.example/echo', { method: 'POST', body: 'hello' });
  const answer = await mswUpstream([echo])(request, { n: 1, now: 0 });
  expect(answer instanceof Response && (await answer.json())).toEqual(['hello', 'hello']);
});
