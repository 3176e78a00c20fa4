import { createServer, type Server } from 'node:http';
import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { Listening } from '../shared/listening.ts';
import { pathOfPublished, published } from '../shared/published.ts';

interface ServerSocket {
  send(message: string, options: object, sent: () => void): void;
}

interface Package {
  attach(server: Server): { on(event: 'connection', listener: (socket: ServerSocket) => void): void };
}

interface ClientSocket {
  on(event: 'message', listener: (message: string) => void): void;
  close(): void;
}

const { Socket } = (await published('engine.io-client')) as unknown as { Socket: new (url: string) => ClientSocket };

export const scenario: Scenario = defineScenario({
  name: 'npm-engine-io',
  title: 'a server sends while a connection goes from HTTP to WebSocket',
  implementations: {
    '6.5.4': { says: 'engine.io, which then forgets who waits', subject: pathOfPublished('engine.io-6.5.4') },
    '6.6.0': { says: 'engine.io with the fix', subject: pathOfPublished('engine.io-6.6.0') },
  },
  examples: { 'five messages': { workload: { messages: 5 }, faults: null } },
  workload: fc.record({ messages: fc.integer({ min: 2, max: 8 }) }),
  faults: fc.constant(null),
  setup(env, path: string, { messages }: { messages: number }) {
    const state = { sent: [] as string[], received: [] as string[] };
    const listening = new Listening<Server>();
    const server = env.process('server');
    // A copy an execution: its modules keep random bytes, for the ids of the sockets to come.
    const engine = server.load<Package>(path);
    env.actor('server', server, async () => {
      const listener = createServer();
      engine.attach(listener).on('connection', (socket) => {
        env.actor('feed', server, async () => {
          for (let i = 1; i <= messages; i++) {
            const message = `message ${i}`;
            socket.send(message, {}, () => state.sent.push(message));
            await new Promise((resolve) => setTimeout(resolve, 1));
          }
        });
      });
      await listening.begin(listener.listen(0, '127.0.0.1'));
    });
    env.actor('client', env.process('browser'), async () => {
      const socket = new Socket(`ws://127.0.0.1:${await listening.port()}`);
      socket.on('message', (message) => state.received.push(message));
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      socket.close();
    });
    return state;
  },
  properties: [
    {
      name: 'who-sends-is-told',
      kind: 'safety',
      level: 'documented',
      says: 'the callback of send is called once the message is sent',
      when: 'quiescence',
      judge({ sent, received }) {
        const untold = received.filter((message) => !sent.includes(message));
        return untold.length === 0 ? undefined : { message: `received, but not sent: ${untold.join(', ')}` };
      },
    },
  ],
});
