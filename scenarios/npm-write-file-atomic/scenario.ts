import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { pathOfPublished } from '../shared/published.ts';

interface Package {
  readonly default: (path: string, text: string, done: (error?: Error | null) => void) => void;
}

const PATH = '/settings.json';

export const scenario: Scenario = defineScenario({
  name: 'npm-write-file-atomic',
  title: 'settings are saved again before they are saved',
  implementations: {
    '2.1.0': {
      says: 'write-file-atomic, whose writes of one file overtake each other',
      subject: pathOfPublished('write-file-atomic-2.1.0'),
    },
    '2.3.0': {
      says: 'write-file-atomic, where they wait for each other',
      subject: pathOfPublished('write-file-atomic-2.3.0'),
    },
  },
  examples: { 'two saves': { workload: { saves: 2 }, faults: null } },
  workload: fc.record({ saves: fc.integer({ min: 1, max: 4 }) }),
  faults: fc.constant(null),
  setup(env, path: string, { saves }: { saves: number }) {
    const state = { asked: '', text: '' };
    const editor = env.process('editor');
    // A copy an execution: it counts its temporary files, and has a table of those who wait.
    const { default: writeFile } = editor.load<Package>(path);
    let left = saves;
    for (let i = 1; i <= saves; i++) {
      env.actor(`save-${i}`, editor, async () => {
        const text = `{ "saved": "${i}" }`;
        state.asked = text;
        await new Promise<void>((resolve, reject) => {
          writeFile(PATH, text, (error) => (error ? reject(error) : resolve()));
        });
        if (--left === 0) state.text = await readFile(PATH, 'utf8');
      });
    }
    return state;
  },
  properties: [
    {
      name: 'last-write-wins',
      kind: 'safety',
      level: 'documented',
      says: 'once all writes are done the file has what was asked for last',
      when: 'quiescence',
      judge: ({ asked, text }) =>
        text === asked ? undefined : { message: `asked for '${asked}' last, the file has '${text}'` },
    },
  ],
});
