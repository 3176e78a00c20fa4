import { rename } from 'node:fs/promises';
import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { pathOfPublished } from '../shared/published.ts';

interface Watcher {
  on(event: string, listener: (file: string) => void): Watcher;
}

interface Package {
  watch(path: string): Watcher;
}

const FILE = '/inbox/new';

export const scenario: Scenario = defineScenario({
  name: 'npm-chokidar',
  title: 'a file is written to a folder as another process begins to watch it',
  implementations: {
    '5.0.0': {
      says: 'chokidar, which reads a folder before it watches it',
      subject: pathOfPublished('chokidar-5.0.0'),
    },
    '6.0.0': { says: 'chokidar, written anew', subject: pathOfPublished('chokidar-6.0.0') },
  },
  examples: { 'four others': { workload: { others: 4 }, faults: null } },
  workload: fc.record({ others: fc.integer({ min: 0, max: 6 }) }),
  faults: fc.constant(null),
  setup(env, path: string, { others }: { others: number }) {
    const state = { isWritten: false, seen: new Set<string>() };
    env.disk.mkdir('/inbox');
    for (let i = 1; i <= others; i++) env.disk.write(`/inbox/${i}`, 'text');
    env.disk.write('/draft', 'text');
    const watcher = env.process('watcher');
    // A copy an execution: it keeps a table of the folders that it watches.
    const { watch } = watcher.load<Package>(path);
    env.actor('watch', watcher, () => void watch('/inbox').on('add', (file) => state.seen.add(file)));
    env.actor('write', env.process('writer'), async () => {
      await rename('/draft', FILE);
      state.isWritten = true;
    });
    return state;
  },
  properties: [
    {
      name: 'every-file-is-seen',
      kind: 'safety',
      level: 'documented',
      says: 'who watches a folder is told of a file that is written to it',
      when: 'quiescence',
      judge: ({ isWritten, seen }) =>
        seen.has(FILE) || !isWritten ? undefined : { message: `told of ${[...seen].join(', ')}, and not of ${FILE}` },
    },
  ],
});
