import { setTimeout as sleep } from 'node:timers/promises';
import type { Answers, Place, Program } from '../program.ts';
import { outcomeOf, said } from '../program.ts';

interface Case {
  readonly answers: Answers;
  readonly run: (place: Place) => unknown;
}

const text: Answers = () => ({ status: 200, headers: { 'content-type': 'text/plain', 'x-one': '1' }, body: ['hello'] });
const chunks: Answers = () => ({ status: 200, body: ['one ', 'two ', 'three'] });
const echo: Answers = ({ method, path, body }) => ({ status: 200, body: [`${method} ${path} ${body}`] });
const headers: Answers = ({ headers: got }) => ({ status: 200, body: [JSON.stringify(got)] });
const value: Answers = () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: ['{"a":1}'] });
const redirecting: Answers = ({ path }) =>
  path === '/from' ? { status: 302, headers: { location: '/to' } } : { status: 200, body: [path] };

const KEPT_ALIVE = { connection: 'keep-alive', 'content-length': '99' };

/** What the server got of these headers. */
function sent(names: readonly string[], init: RequestInit = {}): Case {
  return {
    answers: headers,
    run: async ({ origin, log }) => {
      const got = (await (await fetch(origin, init)).json()) as Record<string, string>;
      for (const name of names) log(`${name}: ${got[name]?.replace(/127\.0\.0\.1:\d+/, 'HOST')}`);
    },
  };
}

function requested(init: RequestInit, path = '/x?y=1'): Case {
  return {
    answers: echo,
    run: async ({ origin, log }) => log(await outcomeOf(async () => (await fetch(origin + path, init)).text())),
  };
}

function statusOf(status: number): Case {
  return {
    answers: () => ({ status, body: status === 204 || status === 304 ? [] : ['x'] }),
    run: async ({ origin, log }) => {
      const response = await fetch(origin);
      log([response.status, response.ok, response.statusText, response.redirected, response.type].join());
      log(await response.text());
    },
  };
}

const CASES: Readonly<Record<string, Case>> = {
  ...Object.fromEntries(
    [200, 201, 204, 301, 304, 400, 401, 404, 409, 429, 500, 502, 503]
      .filter((status) => status !== 301)
      .map((status) => [`status ${status}`, statusOf(status)]),
  ),
  GET: requested({}),
  'POST of text': requested({ method: 'POST', body: 'text' }),
  'POST of parameters': requested({ method: 'POST', body: new URLSearchParams({ a: '1' }) }),
  'POST of bytes': requested({ method: 'POST', body: new Uint8Array([104, 105]) }),
  'POST of a blob': requested({ method: 'POST', body: new Blob(['blob']) }),
  'POST without a body': requested({ method: 'POST' }),
  PUT: requested({ method: 'PUT', body: 'x' }),
  DELETE: requested({ method: 'DELETE' }),
  'post in small letters': requested({ method: 'post', body: 'x' }),
  HEAD: requested({ method: 'HEAD' }),
  'GET with a body': requested({ method: 'GET', body: 'x' }),
  'a method that is none': requested({ method: 'G ET' }),
  TRACE: requested({ method: 'TRACE' }),
  'a header that is none': requested({ headers: { 'a b': '1' } }),
  'a signal that is none': requested({ signal: {} as never }),
  'a redirect mode that is none': requested({ redirect: 'maybe' as never }),
  'a fragment': requested({}, '/x#fragment'),
  'spaces in the path': requested({}, '/a b?c=d e'),
  'user and password': {
    answers: echo,
    run: async ({ origin, log }) =>
      log((await outcomeOf(() => fetch(origin.replace('//', '//me:secret@')))).replace(/@.*/, '')),
  },
  'an address that is none': { answers: echo, run: async ({ log }) => log(await outcomeOf(() => fetch('no address'))) },
  'a data address': {
    answers: echo,
    run: async ({ log }) => log(await outcomeOf(async () => (await fetch('data:text/plain,hi')).text())),
  },
  'default headers': sent(['accept', 'accept-language', 'user-agent', 'sec-fetch-mode', 'accept-encoding', 'host']),
  'headers of a post': sent(['content-type', 'content-length'], { method: 'POST', body: 'text' }),
  'headers of a post without a body': sent(['content-type', 'content-length'], { method: 'POST' }),
  'headers of parameters': sent(['content-type', 'content-length'], {
    method: 'POST',
    body: new URLSearchParams({ a: '1' }),
  }),
  'own headers': sent(['x-own', 'accept'], { headers: { 'X-Own': 'a', accept: 'text/html' } }),
  'own host': sent(['host'], { headers: { host: 'elsewhere' } }),
  connection: sent(['connection'], { headers: { connection: 'close' } }),
  'keep-alive refused': requested({ headers: { 'keep-alive': '5' } }),
  'upgrade refused': requested({ headers: { upgrade: 'x' } }),
  'expect refused': requested({ headers: { expect: '100-continue' } }),
  'headers of the response': {
    answers: text,
    run: async ({ origin, log }) => {
      const response = await fetch(origin);
      log(said([...response.headers].filter(([name]) => name !== 'transfer-encoding')));
      log(await outcomeOf(() => response.headers.set('a', 'b')));
    },
  },
  'url of the response': {
    answers: text,
    run: async ({ origin, log }) => log((await fetch(`${origin}/a/../b#c`)).url),
  },
  text: { answers: text, run: async ({ origin, log }) => log(await (await fetch(origin)).text()) },
  json: { answers: value, run: async ({ origin, log }) => log(said(await (await fetch(origin)).json())) },
  'json that is none': {
    answers: text,
    run: async ({ origin, log }) => log((await outcomeOf(async () => (await fetch(origin)).json())).slice(0, 30)),
  },
  arrayBuffer: {
    answers: text,
    run: async ({ origin, log }) => log(String((await (await fetch(origin)).arrayBuffer()).byteLength)),
  },
  blob: {
    answers: text,
    run: async ({ origin, log }) => {
      const blob = await (await fetch(origin)).blob();
      log(`${blob.size} ${blob.type}`);
    },
  },
  'body in chunks': {
    answers: chunks,
    run: async ({ origin, log }) => {
      let all = '';
      for await (const chunk of (await fetch(origin)).body ?? []) all += Buffer.from(chunk).toString();
      log(all);
    },
  },
  'read twice': {
    answers: text,
    run: async ({ origin, log }) => {
      const response = await fetch(origin);
      log(`${response.bodyUsed} ${await response.text()} ${response.bodyUsed}`);
      log(await outcomeOf(() => response.text()));
    },
  },
  'clone before reading': {
    answers: text,
    run: async ({ origin, log }) => {
      const response = await fetch(origin);
      const copy = response.clone();
      log(`${await copy.text()} ${await response.text()} ${copy.url === response.url}`);
    },
  },
  'clone after reading': {
    answers: text,
    run: async ({ origin, log }) => {
      const response = await fetch(origin);
      await response.text();
      log(await outcomeOf(() => response.clone()));
    },
  },
  'cancelled body': {
    answers: chunks,
    run: async ({ origin, log }) => {
      const response = await fetch(origin);
      log(await outcomeOf(() => response.body?.cancel()));
      log(await outcomeOf(() => response.text()));
    },
  },
  'aborted before': {
    answers: text,
    run: async ({ origin, log }) => log(await outcomeOf(() => fetch(origin, { signal: AbortSignal.abort() }))),
  },
  'aborted before with a reason': {
    answers: text,
    run: async ({ origin, log }) =>
      log(await outcomeOf(() => fetch(origin, { signal: AbortSignal.abort(new RangeError('mine')) }))),
  },
  'aborted while waiting': {
    answers: () => 'none',
    run: async ({ origin, log }) => {
      const ending = new AbortController();
      const waiting = outcomeOf(() => fetch(origin, { signal: ending.signal }));
      await sleep(5);
      ending.abort();
      log(await waiting);
    },
  },
  'aborted with a reason while waiting': {
    answers: () => 'none',
    run: async ({ origin, log }) => {
      const ending = new AbortController();
      const waiting = outcomeOf(() => fetch(origin, { signal: ending.signal }));
      await sleep(5);
      ending.abort(new Error('enough'));
      log(await waiting);
    },
  },
  'timed out': {
    answers: () => 'none',
    run: async ({ origin, log }) => log(await outcomeOf(() => fetch(origin, { signal: AbortSignal.timeout(5) }))),
  },
  'aborted while the body hangs': {
    answers: () => ({ status: 200, body: ['part'], end: 'hang' }),
    run: async ({ origin, log }) => {
      const ending = new AbortController();
      const response = await fetch(origin, { signal: ending.signal });
      const reading = outcomeOf(() => response.text());
      await sleep(15);
      ending.abort();
      log(await reading);
    },
  },
  'aborted after it was read': {
    answers: text,
    run: async ({ origin, log }) => {
      const ending = new AbortController();
      const response = await fetch(origin, { signal: ending.signal });
      const body = await response.text();
      ending.abort();
      log(body);
    },
  },
  'aborted after it arrived, before it is read': {
    answers: text,
    run: async ({ origin, log }) => {
      const ending = new AbortController();
      const response = await fetch(origin, { signal: ending.signal });
      await sleep(20);
      ending.abort();
      log(await outcomeOf(() => response.text()));
    },
  },
  'reset before the head': {
    answers: () => 'reset',
    run: async ({ origin, log }) => log(await outcomeOf(() => fetch(origin))),
  },
  'closed before the head': {
    answers: () => 'cut',
    run: async ({ origin, log }) => log(await outcomeOf(async () => (await fetch(origin)).text())),
  },
  'closed in the body, its length known': {
    answers: () => ({ status: 200, headers: KEPT_ALIVE, body: ['part'], end: 'cut' }),
    run: async ({ origin, log }) => log(await outcomeOf(async () => (await fetch(origin)).text())),
  },
  'closed in the body, its length unknown': {
    answers: () => ({
      status: 200,
      headers: { connection: 'keep-alive', 'transfer-encoding': 'chunked' },
      body: ['part'],
      end: 'cut',
    }),
    run: async ({ origin, log }) => log(await outcomeOf(async () => (await fetch(origin)).text())),
  },
  'reset in the body': {
    answers: () => ({
      status: 200,
      headers: KEPT_ALIVE,
      body: ['part'],
      end: 'reset',
    }),
    run: async ({ origin, log }) => {
      const response = await fetch(origin);
      log(await outcomeOf(() => response.text()));
    },
  },
  'redirect followed': {
    answers: redirecting,
    run: async ({ origin, log }) => {
      log(
        await outcomeOf(async () => {
          const response = await fetch(`${origin}/from`);
          return [response.status, response.url, response.redirected, await response.text()];
        }),
      );
    },
  },
  ...Object.fromEntries(
    [301, 302, 303, 307, 308].flatMap((status) =>
      ['GET', 'POST', 'PUT', 'HEAD'].map((method): [string, Case] => [
        `redirect ${status} of ${method}`,
        {
          answers: ({ method: got, path, headers: { authorization, 'content-type': type }, body }) =>
            path === '/from'
              ? { status, headers: { location: 'to?x=1' } }
              : { status: 200, body: [[got, path, authorization, type, body].join()] },
          run: async ({ origin, log }) => {
            const init = { method, headers: { authorization: 'me' } };
            const sending = fetch(`${origin}/from`, method.startsWith('P') ? { ...init, body: 'text' } : init);
            log(
              await outcomeOf(async () => {
                const response = await sending;
                return [response.status, response.url, response.redirected, await response.text()];
              }),
            );
          },
        },
      ]),
    ),
  ),
  'redirect without a location': {
    answers: () => ({ status: 302, body: ['x'] }),
    run: async ({ origin, log }) => log(await outcomeOf(async () => (await fetch(origin)).text())),
  },
  'redirect to no address': {
    answers: () => ({ status: 302, headers: { location: 'http://[' } }),
    run: async ({ origin, log }) => log(await outcomeOf(() => fetch(origin))),
  },
  'redirect to another scheme': {
    answers: () => ({ status: 302, headers: { location: 'ftp://x/' } }),
    run: async ({ origin, log }) => log(await outcomeOf(() => fetch(origin))),
  },
  'redirect in a circle': {
    answers: () => ({ status: 302, headers: { location: '/again' } }),
    run: async ({ origin, log }) => log(await outcomeOf(() => fetch(origin))),
  },
  'redirect by hand': {
    answers: redirecting,
    run: async ({ origin, log }) => {
      const response = await fetch(`${origin}/from`, { redirect: 'manual' });
      log(said([response.status, response.headers.get('location'), response.type]));
    },
  },
  'redirect as an error': {
    answers: redirecting,
    run: async ({ origin, log }) => log(await outcomeOf(() => fetch(`${origin}/from`, { redirect: 'error' }))),
  },
  'a Request': {
    answers: echo,
    run: async ({ origin, log }) => {
      const request = new Request(`${origin}/r`, { method: 'POST', body: 'b' });
      log(await (await fetch(request)).text());
      log(String(request.bodyUsed));
    },
  },
  'a Request twice': {
    answers: echo,
    run: async ({ origin, log }) => {
      const request = new Request(`${origin}/r`, { method: 'POST', body: 'b' });
      await fetch(request);
      log(await outcomeOf(() => fetch(request)));
    },
  },
  'a URL object': {
    answers: echo,
    run: async ({ origin, log }) => log(await (await fetch(new URL('/u', origin))).text()),
  },
  'two at once': {
    answers: echo,
    run: async ({ origin, log }) => {
      const both = ['/1', '/2'].map(async (path) => log(await (await fetch(origin + path)).text()));
      await Promise.all(both);
    },
  },
  'fetch settles after the present turn': {
    answers: text,
    run: async ({ origin, log }) => {
      const waiting = fetch(origin).then(() => log('answered'));
      setImmediate(() => log('immediate'));
      log('asked');
      await waiting;
    },
  },
};

export const FETCH: readonly Program[] = Object.entries(CASES).map(([what, { answers, run }]) => {
  return { name: `fetch: ${what}`, api: 'fetch', answers, run };
});
