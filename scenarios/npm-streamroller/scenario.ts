import { readdir, readFile } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { pathOfPublished } from '../shared/published.ts';

interface Package {
  readonly RollingFileStream: new (path: string, size: number, backups: number, options: object) => Writable;
}

const FOLDER = '/logs';
/** Size at which a log is rolled, in bytes: a line is longer. */
const SIZE = 10;
const YESTERDAYS = 'a line of yesterday\n';

function write(log: Writable, line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    log.write(line, (error) => (error ? reject(error) : resolve()));
  });
}

/** All that is in the log and in its archives. */
async function logged(): Promise<string> {
  let text = '';
  for (const name of await readdir(FOLDER)) {
    const bytes = await readFile(`${FOLDER}/${name}`);
    text += name.endsWith('.gz') && bytes.length > 0 ? gunzipSync(bytes) : bytes;
  }
  return text;
}

export const scenario: Scenario = defineScenario({
  name: 'npm-streamroller',
  title: 'two processes roll and compress one log',
  implementations: {
    '3.0.7': {
      says: 'streamroller, of which each process writes the archive',
      subject: pathOfPublished('streamroller-3.0.7'),
    },
    '3.0.8': {
      says: 'streamroller, of which one does, that which could create it',
      subject: pathOfPublished('streamroller-3.0.8'),
    },
  },
  examples: { 'two workers': { workload: null, faults: null } },
  workload: fc.constant(null),
  faults: fc.constant(null),
  setup(env, path: string) {
    const state = { written: [YESTERDAYS], logged: '' };
    const names = ['worker-1', 'worker-2'];
    env.disk.write(`${FOLDER}/log`, YESTERDAYS);
    for (const name of names) {
      const worker = env.process(name);
      const { RollingFileStream } = worker.load<Package>(path);
      env.actor(name, worker, async () => {
        const log = new RollingFileStream(`${FOLDER}/log`, SIZE, 5, { compress: true });
        await write(log, `a line of ${name}\n`);
        state.written.push(`a line of ${name}\n`);
        if (state.written.length > names.length) state.logged = await logged();
      });
    }
    return state;
  },
  properties: [
    {
      name: 'no-line-is-lost',
      kind: 'safety',
      level: 'strict',
      says: 'once both have written each line is in the log or in an archive',
      when: 'quiescence',
      applies: ({ written }) => written.length === 3,
      judge({ written, logged }) {
        const lost = written.find((line) => !logged.includes(line));
        return lost === undefined ? undefined : { message: `lost: ${lost}` };
      },
    },
  ],
});
