import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { published } from '../shared/published.ts';

interface Reconnecting {
  close(code: number, reason: string, options: { keepClosed: boolean }): void;
  addEventListener(type: string, listener: () => void): void;
}

type ReconnectingWebSocket = new (url: string, protocols: readonly string[], options: object) => Reconnecting;

interface Connection {
  terminate(): void;
}

interface SocketServer extends Server {
  readonly clients: ReadonlySet<Connection>;
}

interface Sockets {
  readonly WebSocket: unknown;
  readonly WebSocketServer: new (options: { host: string; port: number }) => SocketServer;
}

const { WebSocket, WebSocketServer } = (await published('ws')).default as Sockets;
/** When the server drops its connections, in ms. */
const DROPPED_MS = 1_000;
/** When the user leaves: the connection is made again in this time, or later. */
const LEAVES_MS = { atMs: 1_100, latestMs: 6_000 };
const MINUTE_MS = 60_000;

async function implementation(version: string): Promise<ReconnectingWebSocket> {
  return (await published(`reconnecting-websocket-${version}`)).default as ReconnectingWebSocket;
}

export const scenario: Scenario = defineScenario({
  name: 'npm-reconnecting-websocket',
  title: 'a user leaves while a connection that was lost is being made again',
  implementations: {
    '3.0.3': {
      says: 'reconnecting-websocket, which connects again after its delay whatever happened',
      subject: await implementation('3.0.3'),
    },
    '3.0.5': { says: 'reconnecting-websocket, which looks once more', subject: await implementation('3.0.5') },
  },
  examples: { 'one drop': { workload: null, faults: null } },
  workload: fc.constant(null),
  faults: fc.constant(null),
  setup(env, ReconnectingWebSocket: ReconnectingWebSocket) {
    const state = { open: 0 };
    let begun: (server: SocketServer) => void = () => {};
    const running = new Promise<SocketServer>((resolve) => {
      begun = resolve;
    });
    const server = env.process('server');
    env.actor('server', server, async () => {
      const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });
      await once(sockets, 'listening');
      begun(sockets);
    });
    const drop = async (): Promise<void> => {
      for (const client of (await running).clients) client.terminate();
    };
    env.actor('drop', server, drop, { atMs: DROPPED_MS, latestMs: DROPPED_MS });
    const browser = env.process('browser');
    env.actor('page', browser, async () => {
      const { port } = (await running).address() as AddressInfo;
      const socket = new ReconnectingWebSocket(`ws://127.0.0.1:${port}`, [], { constructor: WebSocket });
      socket.addEventListener('error', () => {});
      env.actor('leave', browser, () => socket.close(1000, '', { keepClosed: true }), LEAVES_MS);
    });
    env.actor(
      'look',
      server,
      async () => {
        state.open = (await running).clients.size;
      },
      { atMs: MINUTE_MS, latestMs: MINUTE_MS },
    );
    return state;
  },
  properties: [
    {
      name: 'closed-for-good',
      kind: 'safety',
      level: 'documented',
      says: 'who closes with keepClosed has no connection a minute later',
      when: 'quiescence',
      judge: ({ open }) => (open === 0 ? undefined : { message: `${open} connection is open` }),
    },
  ],
});
