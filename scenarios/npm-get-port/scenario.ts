import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { pathOfPublished } from '../shared/published.ts';

type GetPort = (options: { port: number }) => Promise<number>;

/** What both would like to have. */
const PORT = 3000;
const PAGE = '/index.html';

export const scenario: Scenario = defineScenario({
  name: 'npm-get-port',
  title: 'two servers of one process look for a free port',
  implementations: {
    '5.0.0': { says: 'get-port, which looks and forgets', subject: pathOfPublished('get-port-5.0.0') },
    '5.1.0': { says: 'get-port, which gives no port again for 15 s', subject: pathOfPublished('get-port-5.1.0') },
  },
  examples: { 'two servers': { workload: { servers: 2 }, faults: null } },
  workload: fc.record({ servers: fc.integer({ min: 2, max: 3 }) }),
  faults: fc.constant(null),
  setup(env, path: string, { servers }: { servers: number }) {
    env.disk.write(PAGE, 'hello');
    const failed: string[] = [];
    const tests = env.process('tests');
    // A copy an execution: which ports were given is a variable of the package.
    const { default: getPort } = tests.load<{ default: GetPort }>(path);
    for (let i = 1; i <= servers; i++) {
      env.actor(
        `server-${i}`,
        tests,
        async () => {
          const port = await getPort({ port: PORT });
          const page = await readFile(PAGE);
          const server = createServer((socket) => socket.end(page)).listen(port, '127.0.0.1');
          await once(server, 'listening').catch((error: Error) => failed.push(`server ${i}: ${error.message}`));
        },
        { latestMs: 100 },
      );
    }
    return failed;
  },
  properties: [
    {
      name: 'a-free-port-is-free',
      kind: 'safety',
      level: 'documented',
      says: 'who listens at once at the port that was given can',
      when: 'quiescence',
      judge: (failed) => (failed.length === 0 ? undefined : { message: failed.join(', ') }),
    },
  ],
});
