import { createServer, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { published } from '../shared/published.ts';

interface Client {
  connect(): Promise<unknown>;
  on(event: 'error', listener: () => void): void;
  disconnect(): Promise<void>;
  /** What disconnect was, from version 5 on. */
  destroy?(): void;
}

interface Subject {
  readonly createClient: (options: object) => Client;
  /** When the user is done, in ms. */
  readonly doneMs: readonly [number, number];
}

const PORT = 6379;
/** When the server goes down, and is back, in ms. */
const DOWN_MS = 1_000;
const UP_MS = 2_000;
/** How long a client waits, in ms, before it tries again. */
const RETRY_MS = 300;
const MINUTE_MS = 60_000;

const BEFORE_IT_IS_UP = [500, 1_900] as const;
/** As the fifth try, after which there is a connection. */
const ONCE_UP = [DOWN_MS + 4 * RETRY_MS, DOWN_MS + 4 * RETRY_MS + 20] as const;

async function implementation(version: string, doneMs: readonly [number, number]): Promise<Subject> {
  const { createClient } = await published(`redis-client-${version}`);
  return { createClient, doneMs } as Subject;
}

/** A server that says OK to each command. */
function redisServer(open: Set<Socket>): Server {
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => {});
    socket.on('data', (bytes) => socket.write('+OK\r\n'.repeat(String(bytes).match(/^\*\d/gm)?.length ?? 0)));
  });
  return server.listen(PORT, '127.0.0.1');
}

export const scenario: Scenario = defineScenario({
  name: 'npm-redis-client',
  title: 'a client is told to disconnect while it connects again',
  implementations: {
    '1.4.0': { says: '@redis/client, which goes on trying', subject: await implementation('1.4.0', BEFORE_IT_IS_UP) },
    '1.4.2': { says: '@redis/client, which gives up', subject: await implementation('1.4.2', BEFORE_IT_IS_UP) },
    '6.3.1': { says: '@redis/client of 2026', subject: await implementation('6.3.1', BEFORE_IT_IS_UP) },
    '6.3.1 once the server is back': {
      says: '@redis/client of 2026, which keeps a connection that comes after it was told',
      subject: await implementation('6.3.1', ONCE_UP),
    },
  },
  examples: { 'one outage': { workload: null, faults: null } },
  workload: fc.constant(null),
  faults: fc.constant(null),
  setup(env, { createClient, doneMs: [atMs, latestMs] }: Subject) {
    const state = { connections: 0 };
    const open = new Set<Socket>();
    const database = env.process('database');
    let server: Server | undefined;
    const begin = (): void => {
      server = redisServer(open);
    };
    const end = (): void => {
      server?.close();
      for (const socket of open) socket.destroy();
    };
    const count = (): void => {
      state.connections = open.size;
    };
    env.actor('begin', database, begin, { latestMs: 0 });
    env.actor('end', database, end, at(DOWN_MS));
    env.actor('begin again', database, begin, at(UP_MS));
    env.actor('count', database, count, at(MINUTE_MS));
    const socket = { host: '127.0.0.1', port: PORT, reconnectStrategy: () => RETRY_MS };
    let client: Client | undefined;
    const connect = async (): Promise<void> => {
      client = createClient({ socket });
      client.on('error', () => {});
      await client.connect();
    };
    const disconnect = (): unknown => (client?.destroy === undefined ? client?.disconnect() : client.destroy());
    const app = env.process('app');
    env.actor('connect', app, connect, at(0));
    env.actor('disconnect', app, disconnect, { atMs, latestMs });
    return state;
  },
  properties: [
    {
      name: 'disconnected-for-good',
      kind: 'safety',
      level: 'documented',
      says: 'a client that was told to disconnect has no connection a minute later',
      when: 'quiescence',
      judge: ({ connections }) =>
        connections === 0 ? undefined : { message: `the server has ${connections} connection` },
    },
  ],
});

function at(ms: number): { atMs: number; latestMs: number } {
  return { atMs: ms, latestMs: ms };
}
