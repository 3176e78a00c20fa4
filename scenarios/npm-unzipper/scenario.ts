import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { pathOfPublished } from '../shared/published.ts';

interface Package {
  Extract(options: { path: string }): NodeJS.WritableStream;
}

const NAMES = ['one.txt', 'two.txt'];

/** An archive with the texts of these names, as Python's zipfile makes it. */
const ARCHIVE = Buffer.from(
  'UEsDBBQAAAAIAAAAIVBX9xm9FQAAADAAAAAHAAAAb25lLnR4dCtJrShRyE9TyM9L1SupKOEqIcAHAFBLAwQUAAAACAAAACFQaswLgBUAAAAwAAAABwAAAHR3by50' +
    'eHQrSa0oUchPUygpz9crqSjhKiHABwBQSwECFAMUAAAACAAAACFQV/cZvRUAAAAwAAAABwAAAAAAAAAAAAAAgAEAAAAAb25lLnR4dFBLAQIUAxQAAAAIAAAAIVBq' +
    'zAuAFQAAADAAAAAHAAAAAAAAAAAAAACAAToAAAB0d28udHh0UEsFBgAAAAACAAIAagAAAHQAAAAAAA==',
  'base64',
);

function textOf(name: string): string {
  return `text of ${name}\n`.repeat(3);
}

export const scenario: Scenario = defineScenario({
  name: 'npm-unzipper',
  title: 'files are used as soon as they are extracted',
  implementations: {
    '0.8.14': { says: 'unzipper, which says so once the archive is read', subject: pathOfPublished('unzipper-0.8.14') },
    '0.9.15': {
      says: 'unzipper, which says so once its files are closed',
      subject: pathOfPublished('unzipper-0.9.15'),
    },
  },
  examples: { 'two files': { workload: null, faults: null } },
  workload: fc.constant(null),
  faults: fc.constant(null),
  setup(env, path: string) {
    const state = { found: {} as Record<string, string> };
    env.disk.write('/archive.zip', ARCHIVE);
    const installer = env.process('installer');
    const { Extract } = installer.load<Package>(path);
    env.actor('install', installer, async () => {
      const extract = createReadStream('/archive.zip').pipe(Extract({ path: '/out' }));
      await once(extract, 'close');
      for (const name of NAMES) {
        state.found[name] = await readFile(`/out/${name}`, 'utf8').catch((error: Error) => error.message);
      }
    });
    return state;
  },
  properties: [
    {
      name: 'all-is-extracted',
      kind: 'safety',
      level: 'documented',
      says: 'once `close` is emitted all files are there',
      when: 'quiescence',
      judge({ found }) {
        const wrong = NAMES.find((name) => found[name] !== textOf(name));
        return wrong === undefined ? undefined : { message: `${wrong} after close: '${found[wrong]}'` };
      },
    },
  ],
});
