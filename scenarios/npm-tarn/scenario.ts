import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { published } from '../shared/published.ts';

interface Pool {
  acquire(): { promise: Promise<Socket> };
  release(socket: Socket): void;
  destroy(): Promise<unknown>;
}

interface Package {
  readonly Pool: new (options: object) => Pool;
}

/** A database says hello once it takes commands, this many ms after it has accepted the connection. */
const HELLO_MS = 15;
/** How long a client waits for that, in ms. */
const CREATE_TIMEOUT_MS = 20;

export const scenario: Scenario = defineScenario({
  name: 'npm-tarn',
  title: 'a pool gives a connection up as it is made',
  implementations: {
    '2.0.0': {
      says: 'tarn, which forgets a connection that comes late',
      subject: (await published('tarn-2.0.0')) as unknown as Package,
    },
    '3.0.0': { says: 'tarn, which ends it', subject: (await published('tarn-3.0.0')) as unknown as Package },
  },
  examples: { 'one query': { workload: { queries: 1 }, faults: null } },
  workload: fc.record({ queries: fc.integer({ min: 1, max: 3 }) }),
  faults: fc.constant(null),
  setup(env, { Pool }: Package, { queries }: { queries: number }) {
    const open = new Set<Socket>();
    let begun: (server: Server) => void = () => {};
    const running = new Promise<Server>((resolve) => {
      begun = resolve;
    });
    env.actor('database', env.process('database'), async () => {
      const server = createServer((socket) => {
        open.add(socket);
        socket.on('close', () => open.delete(socket)).on('error', () => {});
        setTimeout(() => socket.write('hello'), HELLO_MS);
        socket.on('data', () => socket.write('row'));
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      begun(server);
    });
    env.actor('job', env.process('job'), async () => {
      const { port } = (await running).address() as AddressInfo;
      const create = async (): Promise<Socket> => {
        const socket = connect(port, '127.0.0.1');
        await once(socket, 'data');
        return socket;
      };
      const pool = new Pool({
        create,
        destroy: (socket: Socket) => socket.destroy(),
        min: 0,
        max: 2,
        createTimeoutMillis: CREATE_TIMEOUT_MS,
        propagateCreateError: true,
      });
      const query = async (): Promise<void> => {
        const socket = await pool.acquire().promise;
        socket.write('select');
        await once(socket, 'data');
        pool.release(socket);
      };
      await Promise.allSettled(Array.from({ length: queries }, query));
      await pool.destroy();
    });
    return open;
  },
  properties: [
    {
      name: 'a-destroyed-pool-has-no-connections',
      kind: 'safety',
      level: 'documented',
      says: 'once the pool is destroyed its connections end',
      when: 'quiescence',
      judge: ({ size }) => (size === 0 ? undefined : { message: `the database still has ${size}` }),
    },
  ],
});
