import { readFile } from 'node:fs/promises';
import type { Server } from 'node:net';
import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { Listening } from '../shared/listening.ts';
import { published } from '../shared/published.ts';

interface Client {
  subscribe(request: { query: string }, sink: object): void;
  terminate(): void;
}

interface Package {
  readonly useServer: (options: object, server: Server) => unknown;
  readonly createClient: (options: object) => Client;
}

const { WebSocket, WebSocketServer } = (await published('ws')).default as {
  WebSocket: unknown;
  WebSocketServer: new (options: { host: string; port: number }) => Server;
};
const { buildSchema } = (await published('graphql')) as unknown as { buildSchema(text: string): object };
const schema = buildSchema('type Query { name: String } type Subscription { news: String }');
/** Who may read the news. */
const READERS = '/readers.json';

async function implementation(version: string): Promise<Package> {
  const { useServer } = await published(`graphql-ws-${version}/lib/use/ws`);
  const { createClient } = await published(`graphql-ws-${version}`);
  return { useServer, createClient } as Package;
}

/** Those who read the news: each waits for some, of which there are none, until it is told to return. */
class Readers {
  readonly open: Set<object> = new Set();

  add(): object {
    const reader = {
      next: () => new Promise(() => {}),
      throw: async () => reader.return(),
      return: async () => {
        this.open.delete(reader);
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]: () => reader,
    };
    this.open.add(reader);
    return reader;
  }
}

export const scenario: Scenario = defineScenario({
  name: 'npm-graphql-ws',
  title: 'a client leaves while the server looks whether it may subscribe',
  implementations: {
    '5.14.3': { says: 'graphql-ws, which begins what nobody waits for', subject: await implementation('5.14.3') },
    '5.15.0': { says: 'graphql-ws, which returns it', subject: await implementation('5.15.0') },
  },
  examples: { 'one client': { workload: null, faults: null } },
  workload: fc.constant(null),
  faults: fc.constant(null),
  setup(env, { useServer, createClient }: Package) {
    env.disk.write(READERS, '["ada"]');
    const readers = new Readers();
    const listening = new Listening();
    env.actor('server', env.process('server'), async () => {
      const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });
      const news = async (): Promise<object> => {
        await readFile(READERS);
        return readers.add();
      };
      useServer({ schema, roots: { subscription: { news } } }, sockets);
      await listening.begin(sockets);
    });
    const browser = env.process('browser');
    env.actor('page', browser, async () => {
      const url = `ws://127.0.0.1:${await listening.port()}`;
      const connected = (): void => void env.actor('leave', browser, () => client.terminate(), { latestMs: 100 });
      const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, on: { connected } });
      client.subscribe({ query: 'subscription { news }' }, { next() {}, error() {}, complete() {} });
    });
    return readers;
  },
  properties: [
    {
      name: 'who-has-left-reads-no-more',
      kind: 'safety',
      level: 'documented',
      says: 'when a connection closes its subscriptions are returned',
      when: 'quiescence',
      judge: ({ open }) => (open.size === 0 ? undefined : { message: `${open.size} subscription goes on` }),
    },
  ],
});
