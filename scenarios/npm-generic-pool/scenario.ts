import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { Listening } from '../shared/listening.ts';
import { published } from '../shared/published.ts';

interface Pool {
  acquire(): Promise<Socket>;
  release(socket: Socket): Promise<void>;
  destroy(socket: Socket): Promise<void>;
}

interface Package {
  createPool(factory: object, options: { max: number }): Pool;
}

async function implementation(version: string): Promise<Package> {
  return (await published(`generic-pool-${version}`)).default as Package;
}

async function ask(socket: Socket): Promise<void> {
  socket.write('select');
  const [answer] = (await Promise.race([once(socket, 'data'), once(socket, 'end')])) as [Buffer | undefined];
  if (answer === undefined) throw new Error('the database has closed the connection');
}

export const scenario: Scenario = defineScenario({
  name: 'npm-generic-pool',
  title: 'a request waits for a connection that another request finds broken',
  implementations: {
    '3.1.5': { says: 'generic-pool, where nobody takes the place', subject: await implementation('3.1.5') },
    '3.1.6': { says: 'generic-pool, where who waits does', subject: await implementation('3.1.6') },
  },
  examples: { 'two requests': { workload: { requests: 2 }, faults: null } },
  workload: fc.record({ requests: fc.integer({ min: 1, max: 3 }) }),
  faults: fc.constant(null),
  setup(env, { createPool }: Package, { requests }: { requests: number }) {
    const database = new Listening();
    env.actor('database', env.process('database'), async () => {
      let connections = 0;
      const answer = (socket: Socket): void => {
        const isBroken = ++connections === 1;
        socket.on('data', () => (isBroken ? socket.end() : socket.write('row')));
      };
      await database.begin(createServer(answer).listen(0, '127.0.0.1'));
    });
    const server = env.process('server');
    const create = async (): Promise<Socket> => {
      const socket = connect(await database.port(), '127.0.0.1');
      await once(socket, 'connect');
      return socket;
    };
    const pool = createPool({ create, destroy: async (socket: Socket) => void socket.destroy() }, { max: 1 });
    for (let i = 1; i <= requests; i++) {
      env.actor(`request-${i}`, server, async () => {
        const socket = await pool.acquire();
        await ask(socket).then(
          () => pool.release(socket),
          () => pool.destroy(socket),
        );
      });
    }
  },
  properties: [],
});
