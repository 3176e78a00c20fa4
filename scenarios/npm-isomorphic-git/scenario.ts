import fs from 'node:fs';
import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { pathOfPublished } from '../shared/published.ts';

interface Repository {
  readonly fs: typeof fs;
  readonly dir: string;
}

interface Git {
  commit(options: Repository & { message: string; author: object }): Promise<string>;
  resolveRef(options: Repository & { ref: string }): Promise<string>;
}

const REPOSITORY: Repository = { fs, dir: '/repository' };
const AUTHOR = { name: 'A', email: 'a@example.com' };
/** The commit that the branch is at. */
const BEFORE = '0123456789'.repeat(4);

/** How often each reader looks at most; none looks on once the commit is there. */
const LOOKS = 10;

export const scenario: Scenario = defineScenario({
  name: 'npm-isomorphic-git',
  title: 'a branch is looked up while a commit moves it',
  implementations: {
    '1.25.6': {
      says: 'isomorphic-git, which reads a branch while it writes it',
      subject: pathOfPublished('isomorphic-git-1.25.6'),
    },
    '1.25.7': { says: 'isomorphic-git with a lock for each branch', subject: pathOfPublished('isomorphic-git-1.25.7') },
  },
  examples: { 'one reader': { workload: { readers: 1 }, faults: null } },
  workload: fc.record({ readers: fc.integer({ min: 1, max: 3 }) }),
  faults: fc.constant(null),
  setup(env, path: string, { readers }: { readers: number }) {
    const state = { commits: [BEFORE], seen: [] as string[] };
    const editor = env.process('editor');
    // A copy an execution: its locks are a variable of the module.
    const git = editor.load<Git>(path);
    env.disk.mkdir('/repository/.git/refs/heads');
    env.disk.write('/repository/.git/HEAD', 'ref: refs/heads/main\n');
    env.disk.write('/repository/.git/refs/heads/main', `${BEFORE}\n`);
    env.actor('commit', editor, async () => {
      state.commits.push(await git.commit({ ...REPOSITORY, message: 'a note', author: AUTHOR }));
    });
    for (let i = 1; i <= readers; i++) {
      const look = async (): Promise<void> => {
        for (let n = 0; n < LOOKS && state.commits.length === 1; n++) {
          const head = git.resolveRef({ ...REPOSITORY, ref: 'HEAD' });
          state.seen.push(await head.catch((error: Error) => error.message));
        }
      };
      env.actor(`reader-${i}`, editor, look);
    }
    return state;
  },
  properties: [
    {
      name: 'head-is-a-commit',
      kind: 'safety',
      level: 'documented',
      says: 'HEAD is at all times the commit before or the one after',
      when: 'quiescence',
      judge({ commits, seen }) {
        const wrong = seen.find((each) => !commits.includes(each));
        return wrong === undefined ? undefined : { message: `HEAD was '${wrong}', which is none of ${commits}` };
      },
    },
  ],
});
