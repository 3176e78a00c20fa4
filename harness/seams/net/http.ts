import http from 'node:http';
import type { Server } from 'node:net';
import { currentActor, runAsHarness } from '../../engine/current-actor.ts';
import type { Actor } from '../../engine/operation.ts';
import type { Call } from '../../engine/patch.ts';
import type { SimProcess } from '../../engine/process.ts';
import { replaceMethod } from '../dispatch/dispatch.ts';

/**
 * What `node:http` keeps outside the sockets that it stands on: the date that it writes into every answer, a real timer per server, and
 * agents, whose sockets would be handed from one execution to the next.
 */
export function installHttpSeam(): void {
  replaceMethod<Outgoing>(http.OutgoingMessage.prototype, '_storeHeader', (message, [first, headers], original) => {
    const store = (given: unknown): unknown => Reflect.apply(original, message, [first, given]);
    return currentActor() === undefined ? store(headers) : storeWithDate(message, headers, store);
  });
  for (const name of ['addRequest', 'destroy']) {
    replaceMethod<http.Agent>(http.Agent.prototype, name, (agent, args, original) => {
      const actor = currentActor();
      return Reflect.apply(original, actor === undefined ? agent : agentFor(actor, agent), args);
    });
  }
}

interface Outgoing extends http.OutgoingMessage {
  sendDate: boolean;
}

type Headers = readonly unknown[] | Record<string, unknown> | null | undefined;

/** Node takes the date from a cache, which it fills from the real clock and empties by a real timer. */
function storeWithDate(message: Outgoing, headers: unknown, store: (headers: unknown) => unknown): unknown {
  if (!message.sendDate) return store(headers);
  const own = storedHeaders(message);
  const date = new Date().toUTCString();
  message.sendDate = false;
  try {
    if (own === null || headers !== own) return store(withDate(headers as Headers, date));
    if ('date' in own) return store(headers);
    own.date = ['Date', date];
    try {
      return store(headers);
    } finally {
      delete own.date;
    }
  } finally {
    message.sendDate = true;
  }
}

/** Headers that were set one by one, by their names in lower case. */
function storedHeaders(message: Outgoing): Stored | null {
  outHeaders ??= Object.getOwnPropertySymbols(message).find(({ description }) => description === 'kOutHeaders');
  return outHeaders === undefined ? null : (Reflect.get(message, outHeaders) as Stored | null);
}

type Stored = Record<string, unknown> & { date?: unknown };
let outHeaders: symbol | undefined;

/** Given to `writeHead`: pairs in a list, pairs of lists, or an object. */
function withDate(headers: Headers, date: string): Headers {
  if (headers === null || headers === undefined) return { Date: date };
  const names = Array.isArray(headers)
    ? headers.map((each, i) => (Array.isArray(each) ? each[0] : i % 2 === 0 ? each : ''))
    : Object.keys(headers);
  if (names.some((name) => String(name).toLowerCase() === 'date')) return headers;
  if (!Array.isArray(headers)) return { ...headers, Date: date };
  return Array.isArray(headers[0]) ? [...headers, ['Date', date]] : [...headers, 'Date', date];
}

/** The process that an agent belongs to: of whatever used it first. */
const owners = new WeakMap<http.Agent, SimProcess>();
const stands = new WeakMap<SimProcess, Map<http.Agent, http.Agent>>();

/**
 * The agent of a module outlives executions, and its processes share it: each gets one of its own, with the same options. An
 * agent that only one process has ever used is that one's.
 */
function agentFor({ process }: Actor, agent: http.Agent): http.Agent {
  if (!owners.has(agent) && agent !== http.globalAgent) owners.set(agent, process);
  if (owners.get(agent) === process) return agent;
  const own = stands.get(process) ?? new Map<http.Agent, http.Agent>();
  stands.set(process, own);
  const stand = own.get(agent) ?? agentLike(agent);
  own.set(agent, stand);
  owners.set(stand, process);
  return stand;
}

/** Of the same class, which may keep more than Node's: agentkeepalive, proxy agents. */
function agentLike(agent: http.Agent): http.Agent {
  const made = agent as unknown as { constructor: typeof http.Agent; options: http.AgentOptions };
  return new made.constructor(made.options);
}

/**
 * A server of `node:http` looks every 30 s, in real time, for connections that are too slow. Its list of connections it needs all
 * the same: `close` ends those that are idle.
 */
export function withoutRealTimer(server: Server): void {
  for (const listener of server.listeners('listening') as Call[]) {
    if (listener.name !== 'setupConnectionsTracking') continue;
    server.removeListener('listening', listener as () => void);
    runAsHarness(() => listener.call(server));
    const key = Object.getOwnPropertySymbols(server).find(({ description }) =>
      description?.endsWith('CheckingInterval'),
    );
    if (key !== undefined) clearInterval(Reflect.get(server, key) as NodeJS.Timeout);
  }
}
