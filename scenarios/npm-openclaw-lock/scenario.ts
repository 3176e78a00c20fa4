import { appendFileSync } from 'node:fs';
import { createServer } from 'node:net';
import fc from 'fast-check';
import { defineScenario, respond, type Scenario } from '../../harness/index.ts';
import { pathInOpenclaw } from '../shared/published.ts';

type Acquire = (options: { sessionFile: string; allowReentrant: boolean }) => Promise<{ release(): Promise<void> }>;

interface Workload {
  /** How many runs of the session each process has. */
  readonly runs: readonly number[];
}

const LOCK = 'src/agents/session-write-lock.ts';
const MODEL = 'https://model.example';
const PORT = 18_789;
const SESSION = '/state/sessions/main.jsonl';

/** Exported under one letter, which is another in each version. */
function acquireOf(module: Record<string, unknown>): Acquire {
  const isIt = (each: unknown): each is Acquire => (each as Acquire).name === 'acquireSessionWriteLock';
  const acquire = Object.values(module).find(isIt);
  if (acquire === undefined) throw new Error('this version has no acquireSessionWriteLock');
  return acquire;
}

export const scenario: Scenario = defineScenario({
  name: 'npm-openclaw-lock',
  title: 'several runs of a session, each with the lock of its file',
  implementations: {
    '2026.4.5': { says: 'the session write lock of openclaw 2026.4.5', subject: pathInOpenclaw('2026.4.5', LOCK) },
    '2026.5.7': { says: 'the one of 2026.5.7, as it is in the package', subject: pathInOpenclaw('2026.5.7', LOCK) },
  },
  examples: {
    'three runs': { workload: { runs: [3] }, faults: null },
    'two processes': { workload: { runs: [2, 1] }, faults: null },
  },
  workload: fc.record({ runs: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 2 }) }),
  faults: fc.constant(null),
  setup(env, path: string, { runs }: Workload) {
    env.network.upstream(MODEL, () => respond(200, 'an answer'), { name: 'model' });
    const session = { holders: 0, most: 0 };
    for (const [i, count] of runs.entries()) {
      const gateway = env.process(`gateway-${i + 1}`);
      // It lives on. Where one ends, a run that has read its lock may delete the next one as a dead one's, in both versions.
      env.actor(`listen-${i + 1}`, gateway, () => void createServer().listen(PORT + i), { latestMs: 0 });
      // A copy each: who holds what is in a table of the process.
      const acquire = acquireOf(gateway.load(path));
      for (let run = 1; run <= count; run++) {
        env.actor(`run-${i + 1}.${run}`, gateway, async () => {
          const { release } = await acquire({ sessionFile: SESSION, allowReentrant: false });
          session.most = Math.max(session.most, ++session.holders);
          const answer = await fetch(MODEL);
          appendFileSync(SESSION, `${await answer.text()}\n`);
          session.holders--;
          await release();
        });
      }
    }
    return session;
  },
  properties: [
    {
      name: 'one-holder',
      kind: 'safety',
      level: 'documented',
      says: 'at no time do two runs hold the lock of a session',
      when: 'quiescence',
      judge: ({ most }) => (most < 2 ? undefined : { message: `${most} runs held the lock at one time` }),
    },
  ],
});
