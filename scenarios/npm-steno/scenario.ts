import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { pathOfPublished } from '../shared/published.ts';

/** Writes a file, of which others may be writing at the same time. */
type Write = (path: string, text: string) => Promise<void>;

interface Version {
  readonly path: string;
  /** How that version is called. */
  readonly writing: (module: never) => Write;
}

interface Callbacks {
  writeFile(path: string, text: string, done: (error?: Error | null) => void): void;
}

interface Writers {
  readonly Writer: new (path: string) => { write(text: string): Promise<void> };
}

function byCallback({ writeFile }: Callbacks): Write {
  return (path, text) =>
    new Promise((resolve, reject) => writeFile(path, text, (error) => (error ? reject(error) : resolve())));
}

function byWriter({ Writer }: Writers): Write {
  const writers = new Map<string, InstanceType<Writers['Writer']>>();
  return (path, text) => {
    const writer = writers.get(path) ?? new Writer(path);
    writers.set(path, writer);
    return writer.write(text);
  };
}

const PATH = '/notes';

export const scenario: Scenario = defineScenario({
  name: 'npm-steno',
  title: 'a file is emptied while it is being written',
  implementations: {
    '0.4.4': { says: 'steno of 2015', subject: { path: pathOfPublished('steno-0.4.4'), writing: byCallback } },
    '1.0.0': { says: 'steno of 2021', subject: { path: pathOfPublished('steno-1.0.0'), writing: byWriter } },
  },
  examples: { 'a text and nothing': { workload: ['a note', ''], faults: null } },
  workload: fc.array(fc.constantFrom('', 'a note', 'another'), { minLength: 2, maxLength: 3 }),
  faults: fc.constant(null),
  setup(env, { path, writing }: Version, texts: readonly string[]) {
    const state = { asked: [] as string[], text: '' };
    const editor = env.process('editor');
    // A copy an execution: the package keeps a table of the files that it is writing.
    const write = writing(editor.load(path) as never);
    let left = texts.length;
    for (const [i, text] of texts.entries()) {
      env.actor(`write-${i + 1}`, editor, async () => {
        state.asked.push(text);
        await write(PATH, text);
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
        text === asked.at(-1) ? undefined : { message: `asked for '${asked.at(-1)}' last, the file has '${text}'` },
    },
  ],
});
