import { readFile, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';

const PATH = '/counter';

/** Ordinary code: it imports nothing of Raceline and knows nothing of being tested. */
async function increment(): Promise<void> {
  const count = Number(await readFile(PATH, 'utf8'));
  await writeFile(PATH, String(count + 1));
}

let queue: Promise<void> = Promise.resolve();

/** The same, one after the other. */
function incrementInTurn(): Promise<void> {
  queue = queue.then(increment);
  return queue;
}

export const scenario: Scenario = defineScenario({
  name: 'lost-update',
  title: 'Two requests increment a counter in a file',
  implementations: {
    'read-modify-write': { says: 'reads, adds one, writes', subject: increment },
    reference: { says: 'the same, one request after the other', subject: incrementInTurn },
  },
  examples: { 'two requests': { workload: { requests: 2 }, faults: {} } },
  workload: fc.record({ requests: fc.integer({ min: 2, max: 4 }) }),
  faults: fc.constant({}),
  setup(env, subject: () => Promise<void>, workload: { requests: number }) {
    queue = Promise.resolve();
    env.disk.write(PATH, '0');
    const server = env.process('server');
    for (let i = 1; i <= workload.requests; i++) env.actor(`request-${i}`, server, subject);
    return workload;
  },
  properties: [
    {
      name: 'every-request-counts',
      kind: 'safety',
      level: 'strict',
      says: 'the file says how many requests were answered',
      when: 'quiescence',
      judge({ requests }, env) {
        const count = env.disk.read(PATH);
        return count === String(requests) ? undefined : { message: `${requests} requests, but the file says ${count}` };
      },
    },
  ],
});
