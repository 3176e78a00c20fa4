import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Place, Program } from '../program.ts';
import { outcomeOf, said } from '../program.ts';
import { errorOf, listening } from './sockets.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, lines: string[]) => unknown;

interface Case {
  readonly serve: Handler;
  readonly ask: (ask: Asking) => unknown;
  readonly server?: http.ServerOptions;
}

interface Asking {
  readonly port: number;
  readonly url: string;
  readonly server: http.Server;
  readonly log: (line: string) => void;
  /** What the server's side notes; written after all else. */
  readonly lines: string[];
}

/** A server of node:http, and what a client does with it. */
function served({ serve, ask, server: options = {} }: Case): Program['run'] {
  return async ({ log }: Place) => {
    const lines: string[] = [];
    const server = http.createServer(options, (request, response) => serve(request, response, lines));
    const port = await listening(server);
    const mask = (line: string): void => log(line.replaceAll(String(port), 'PORT'));
    await ask({ port, url: `http://127.0.0.1:${port}`, server, log: mask, lines });
    await sleep(20);
    if (server.listening) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    for (const line of lines) mask(`server: ${line}`);
  };
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return text;
}

/** Status, body and, sorted, the headers without the date. */
async function got(options: http.RequestOptions, body?: string): Promise<string> {
  const request = http.request({ host: '127.0.0.1', agent: false, ...options });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const { date, ...headers } = response.headers;
  const text = await textOf(response);
  return said([response.statusCode, response.statusMessage, text, headers, typeof date]);
}

/** Events of a request and its response, in order. */
function watched(request: http.ClientRequest, log: (line: string) => void): http.ClientRequest {
  for (const name of ['socket', 'finish', 'abort', 'timeout', 'close', 'continue', 'information']) {
    request.on(name, () => log(name));
  }
  request.on('error', (error) => log(`error ${errorOf(error)}`));
  request.on('response', (response: IncomingMessage) => {
    log(`response ${response.statusCode}`);
    for (const name of ['end', 'aborted', 'close']) response.on(name, () => log(`response ${name}`));
    response.on('error', (error) => log(`response error ${errorOf(error)}`));
    response.on('data', (bytes) => log(`response data ${String(bytes)}`));
  });
  return request;
}

function closeOf(request: http.ClientRequest): Promise<unknown> {
  return new Promise((resolve) => request.on('close', resolve));
}

/** Everything that a plain GET comes to. */
async function watchedGet({ port, log }: Pick<Asking, 'port' | 'log'>): Promise<void> {
  await closeOf(watched(http.get({ port, host: '127.0.0.1', agent: false }), log));
}

/** Answers with half a body and then drops the connection. */
const cutInBody =
  (how: 'destroy' | 'resetAndDestroy'): Handler =>
  async (request, response) => {
    response.writeHead(200, { 'content-length': 10 });
    response.write('half');
    await sleep(5);
    request.socket[how]();
  };

const hello: Handler = (_request, response) => response.end('hello');
const echo: Handler = async (request, response) => {
  const body = await textOf(request);
  const { host: _host, ...headers } = request.headers;
  response.end(`${request.method} ${request.url} ${said(headers)} ${body}`);
};
const never: Handler = (request, response, lines) => {
  request.on('close', () => lines.push('request close'));
  request.on('aborted', () => lines.push('request aborted'));
  request.on('error', (error) => lines.push(`request error ${errorOf(error)}`));
  response.on('close', () => lines.push(`response close ${response.writableFinished}`));
};

/** What one request came to. */
function oneOf(serve: Handler, options: http.RequestOptions = {}, body?: string): Case {
  return { serve, ask: async ({ port, log }) => log(await outcomeOf(() => got({ port, ...options }, body))) };
}

/** What a socket gets that writes these bytes; the date is not compared. */
function raw(text: string, serve: Handler = echo): Case {
  return {
    serve,
    ask: async ({ port, log }) => {
      const socket = net.connect(port, '127.0.0.1');
      let answer = '';
      socket.on('data', (bytes) => (answer += String(bytes)));
      socket.on('error', (error) => log(errorOf(error)));
      socket.write(text);
      await sleep(30);
      socket.end();
      await new Promise((resolve) => socket.on('close', resolve));
      for (const line of answer.replace(/Date: .*/g, 'Date: DATE').split('\r\n')) log(line);
    },
  };
}

const CASES: Readonly<Record<string, Case>> = {
  GET: oneOf(echo),
  'GET with headers': oneOf(echo, { headers: { 'X-One': '1', 'x-two': ['a', 'b'] } }),
  POST: oneOf(echo, { method: 'POST' }, 'body'),
  'POST with a length': oneOf(echo, { method: 'POST', headers: { 'content-length': 4 } }, 'body'),
  HEAD: oneOf(hello, { method: 'HEAD' }),
  'status and message': oneOf((_q, response) => response.writeHead(418, 'short and stout', { a: 'b' }).end()),
  'headers one by one': oneOf((_q, response) => {
    response.setHeader('X-A', '1');
    response.appendHeader('X-A', '2');
    response.setHeader('set-cookie', ['a=1', 'b=2']);
    response.end(response.getHeaderNames().join());
  }),
  'headers as a list': oneOf((_q, response) => response.writeHead(200, ['x-a', '1', 'X-B', '2']).end('x')),
  'a date of its own': oneOf((_q, response) => {
    response.setHeader('Date', 'today');
    response.end();
  }),
  'no date': oneOf((_q, response) => {
    response.sendDate = false;
    response.end();
  }),
  'no content': oneOf((_q, response) => response.writeHead(204).end()),
  'chunk by chunk': oneOf(async (_q, response) => {
    response.write('one ');
    await sleep(5);
    response.write('two ');
    response.end('three');
  }),
  trailers: {
    serve: (_q, response) => {
      response.writeHead(200, { Trailer: 'X-Sum' });
      response.write('x');
      response.addTrailers({ 'X-Sum': '1' });
      response.end();
    },
    ask: async ({ port, log }) => {
      const [response] = await once(http.get({ port, host: '127.0.0.1', agent: false }), 'response');
      log(`${await textOf(response)} ${said(response.trailers)}`);
    },
  },
  'the events of a request': {
    serve: hello,
    ask: watchedGet,
  },
  'the events of a kept-alive one': {
    serve: hello,
    ask: async ({ port, log }) => {
      const agent = new http.Agent({ keepAlive: true });
      for (let i = 0; i < 2; i++) {
        const request = watched(http.get({ port, host: '127.0.0.1', agent }), log);
        await closeOf(request);
        log(`reused ${request.reusedSocket}`);
        await sleep(5);
      }
      agent.destroy();
    },
  },
  'destroyed before it is connected': {
    serve: never,
    ask: async ({ port, log }) => {
      const request = watched(http.get({ port, host: '127.0.0.1', agent: false }), log);
      request.destroy();
      await closeOf(request);
    },
  },
  'destroyed before the answer': {
    serve: never,
    ask: async ({ port, log, server }) => {
      const request = watched(http.get({ port, host: '127.0.0.1', agent: false }), log);
      await once(server, 'request');
      await sleep(5);
      request.destroy();
      await closeOf(request);
    },
  },
  'destroyed by the server': {
    serve: (request) => request.socket.destroy(),
    ask: watchedGet,
  },
  'destroyed by the server in the body': {
    serve: cutInBody('destroy'),
    ask: watchedGet,
  },
  'reset by the server in the body': {
    serve: cutInBody('resetAndDestroy'),
    ask: watchedGet,
  },
  'the client leaves in the body': {
    serve: async (request, response, lines) => {
      never(request, response, lines);
      response.write('half');
    },
    ask: async ({ port, log }) => {
      const request = watched(http.get({ port, host: '127.0.0.1', agent: false }), log);
      const [response] = await once(request, 'response');
      await once(response, 'data');
      response.destroy();
      await closeOf(request);
    },
  },
  'a timeout of the request': {
    serve: never,
    ask: async ({ port, log }) => {
      const request = watched(http.get({ port, host: '127.0.0.1', agent: false, timeout: 30 }), log);
      request.on('timeout', () => request.destroy(new Error('too slow')));
      await closeOf(request);
    },
  },
  'a timeout set later': {
    serve: never,
    ask: async ({ port, log }) => {
      const request = watched(http.get({ port, host: '127.0.0.1', agent: false }), log);
      request.setTimeout(30, () => request.destroy());
      await closeOf(request);
    },
  },
  'a signal that aborts': {
    serve: never,
    ask: async ({ port, log }) => {
      const signal = AbortSignal.timeout(30);
      const request = watched(http.get({ port, host: '127.0.0.1', agent: false, signal }), log);
      await closeOf(request);
    },
  },
  'a timeout of the server': {
    serve: never,
    ask: async ({ port, log, server }) => {
      server.setTimeout(30);
      const request = watched(http.get({ port, host: '127.0.0.1', agent: false }), log);
      await closeOf(request);
    },
  },
  refused: {
    serve: hello,
    ask: async ({ port, log, server }) => {
      await new Promise((resolve) => server.close(resolve));
      const request = watched(http.get({ port, host: '127.0.0.1', agent: false }), log);
      await closeOf(request);
    },
  },
  'an idle connection that the server gives up': {
    serve: hello,
    ask: async ({ port, log, server }) => {
      server.keepAliveTimeout = 30;
      Object.assign(server, { keepAliveTimeoutBuffer: 0 });
      const agent = Object.assign(new http.Agent({ keepAlive: true }), { keepSocketAlive: () => true });
      const request = http.get({ port, host: '127.0.0.1', agent });
      const [response] = await once(request, 'response');
      await textOf(response);
      const { socket } = request;
      if (socket !== null && !socket.destroyed) await once(socket, 'close');
      log(`gone ${request.socket?.destroyed}`);
      agent.destroy();
    },
  },
  'close: idle connections go at once': {
    serve: hello,
    ask: async ({ port, log, server }) => {
      const agent = new http.Agent({ keepAlive: true });
      const [response] = await once(http.get({ port, host: '127.0.0.1', agent }), 'response');
      await textOf(response);
      await sleep(5);
      await new Promise((resolve) => server.close(resolve));
      log('closed');
      agent.destroy();
    },
  },
  'close: a request in flight is answered': {
    serve: async (_q, response) => {
      await sleep(20);
      response.end('late');
    },
    ask: async ({ port, log, server, lines }) => {
      const asked = got({ port });
      await once(server, 'request');
      const closed = new Promise<void>((resolve) =>
        server.close(() => {
          lines.push('closed');
          resolve();
        }),
      );
      log(await outcomeOf(() => asked));
      await closed;
    },
  },
  'closeAllConnections: a request in flight is cut': {
    serve: never,
    ask: async ({ port, log, server }) => {
      const asked = outcomeOf(() => got({ port }));
      await once(server, 'request');
      server.closeAllConnections();
      log(await asked);
    },
  },
  'an agent of one socket': {
    serve: async (request, response, lines) => {
      lines.push(`begins ${request.url}`);
      await sleep(5);
      lines.push(`ends ${request.url}`);
      response.end('x');
    },
    ask: async ({ port }) => {
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
      await Promise.all(['/a', '/b', '/c'].map((path) => got({ port, path, agent })));
      agent.destroy();
    },
  },
  '100-continue': {
    serve: echo,
    ask: async ({ port, log }) => {
      const request = http.request({
        port,
        host: '127.0.0.1',
        method: 'POST',
        agent: false,
        headers: { Expect: '100-continue' },
      });
      watched(request, log);
      request.flushHeaders();
      await once(request, 'continue');
      request.end('body');
      await closeOf(request);
    },
  },
  upgrade: {
    serve: hello,
    ask: async ({ port, log, server }) => {
      server.on('upgrade', (_request, socket) => {
        socket.write('HTTP/1.1 101 Switching\r\nUpgrade: talk\r\nConnection: Upgrade\r\n\r\n');
        socket.on('data', (bytes: Buffer) => socket.end(`heard ${String(bytes)}`));
      });
      const headers = { Connection: 'Upgrade', Upgrade: 'talk' };
      const request = http.get({ port, host: '127.0.0.1', agent: false, headers });
      const [response, socket] = await once(request, 'upgrade');
      log(`${response.statusCode} ${response.headers.upgrade}`);
      socket.write('hi');
      log(String((await once(socket, 'data'))[0]));
      socket.destroy();
    },
  },
  'bytes: one request': raw('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
  'bytes: two requests at once': raw('GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n'),
  'bytes: HTTP/1.0': raw('GET / HTTP/1.0\r\n\r\n'),
  'bytes: no host': raw('GET / HTTP/1.1\r\n\r\n'),
  'bytes: no request': raw('hello there\r\n\r\n'),
  'bytes: a body in chunks': raw(
    'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
  ),
  'bytes: headers that are too large': raw(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`),
  'fetch: GET': {
    serve: hello,
    ask: async ({ url, log }) => log(await outcomeOf(async () => (await fetch(url)).text())),
  },
  'fetch: what the response is': {
    serve: (_q, response) => response.writeHead(201, 'Made', { 'x-a': '1' }).end('x'),
    ask: async ({ url, log }) => {
      const response = await fetch(`${url}/path?a=1#f`);
      const { status, statusText, ok, redirected, type, url: from } = response;
      log(said([status, statusText, ok, redirected, type, from, response.headers.get('x-a')]));
    },
  },
  'fetch: POST of text': {
    serve: echo,
    ask: async ({ url, log }) => {
      log(await (await fetch(url, { method: 'POST', body: 'text', headers: { 'x-a': '1' } })).text());
    },
  },
  'fetch: POST of a stream': {
    serve: echo,
    ask: async ({ url, log }) => {
      const body = new Blob(['ab', 'cd']).stream();
      log(await (await fetch(url, { method: 'POST', body, duplex: 'half' } as RequestInit)).text());
    },
  },
  'fetch: refused': {
    serve: hello,
    ask: async ({ url, log, server }) => {
      await new Promise((resolve) => server.close(resolve));
      log(await outcomeOf(() => fetch(url)));
    },
  },
  'fetch: cut before the head': {
    serve: (request) => request.socket.destroy(),
    ask: async ({ url, log }) => log((await outcomeOf(() => fetch(url))).replace(/ because.*/, '')),
  },
  'fetch: cut in the body': {
    serve: cutInBody('destroy'),
    ask: async ({ url, log }) => log(await outcomeOf(async () => (await fetch(url)).text())),
  },
  'fetch: aborted before the head': {
    serve: never,
    ask: async ({ url, log }) => log(await outcomeOf(() => fetch(url, { signal: AbortSignal.timeout(30) }))),
  },
  'fetch: aborted in the body': {
    serve: (_q, response) => response.write('half'),
    ask: async ({ url, log }) => {
      const controller = new AbortController();
      const response = await fetch(url, { signal: controller.signal });
      setTimeout(() => controller.abort(), 10);
      log(await outcomeOf(() => response.text()));
    },
  },
  'fetch: redirected': {
    serve: (request, response) => {
      if (request.url === '/from') response.writeHead(302, { location: '/to' }).end();
      else response.end(request.url);
    },
    ask: async ({ url, log }) => {
      const response = await fetch(`${url}/from`);
      log(`${await response.text()} ${response.redirected} ${response.url}`);
    },
  },
  'fetch: one after the other': {
    serve: (request, response, lines) => {
      lines.push(`${request.url} from ${request.socket.bytesRead > 200 ? 'a known' : 'a new'} connection`);
      response.end('x');
    },
    ask: async ({ url }) => {
      for (const path of ['/a', '/b']) await (await fetch(url + path)).text();
    },
  },
};

export const SERVERS: readonly Program[] = Object.entries(CASES).map(([name, each]) => ({
  name: `http: ${name}`,
  api: 'http',
  run: served(each),
}));
