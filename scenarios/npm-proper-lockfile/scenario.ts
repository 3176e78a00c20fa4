import { readFile, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { pathOfPublished } from '../shared/published.ts';

interface Package {
  lock(file: string, options: { retries: number }): Promise<() => Promise<void>>;
}

/** Whether one who held the lock was killed before. */
interface Past {
  readonly hasCrash: boolean;
}

const PACKAGE = pathOfPublished('proper-lockfile');
const PATH = '/visits';
/** When the others begin, in ms: a lock that nobody renews is stale after 10 s. */
const AFTERWARDS_MS = 15_000;

async function killed({ lock }: Package): Promise<void> {
  await lock(PATH, { retries: 0 });
  process.kill(process.pid, 'SIGKILL');
}

interface Visits {
  readonly all: number;
  /** How many believe to hold the lock, now and at most. */
  holders: number;
  most: number;
}

async function count({ lock }: Package, visits: Visits): Promise<void> {
  const release = await lock(PATH, { retries: 10 });
  visits.most = Math.max(visits.most, ++visits.holders);
  const before = Number(await readFile(PATH, 'utf8'));
  await writeFile(PATH, String(before + 1));
  visits.holders--;
  await release();
}

export const scenario: Scenario = defineScenario({
  name: 'npm-proper-lockfile',
  title: 'two processes find the lock of one that was killed',
  implementations: {
    '4.1.2': { says: 'proper-lockfile 4.1.2', subject: { hasCrash: true } },
    '4.1.2 without a crash': { says: 'the same, where nobody was killed', subject: { hasCrash: false } },
  },
  examples: { 'two processes': { workload: { processes: 2 }, faults: null } },
  workload: fc.record({ processes: fc.integer({ min: 2, max: 3 }) }),
  faults: fc.constant(null),
  setup(env, { hasCrash }: Past, { processes }: { processes: number }) {
    const visits = { all: processes, holders: 0, most: 0 };
    env.disk.write(PATH, '0');
    const add = (name: string, act: (module: Package, visits: Visits) => Promise<void>, atMs: number): void => {
      const process = env.process(name);
      const module = process.load<Package>(PACKAGE);
      env.actor(name, process, () => act(module, visits), { atMs, latestMs: atMs + 100 });
    };
    if (hasCrash) add('killed', killed, 0);
    for (let i = 1; i <= processes; i++) add(`server-${i}`, count, AFTERWARDS_MS);
    return visits;
  },
  properties: [
    {
      name: 'one-holder',
      kind: 'safety',
      level: 'documented',
      says: 'at no time do two hold the lock',
      when: 'quiescence',
      judge: ({ most }) => (most < 2 ? undefined : { message: `${most} held the lock at one time` }),
    },
    {
      name: 'every-visit-counts',
      kind: 'safety',
      level: 'documented',
      says: 'the file counts all who incremented it, each holding the lock',
      when: 'quiescence',
      judge({ all }, env) {
        const counted = env.disk.read(PATH);
        return counted === String(all) ? undefined : { message: `${all} visits, but the file says ${counted}` };
      },
    },
  ],
});
