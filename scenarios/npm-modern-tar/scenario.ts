import { readdir } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { pathOfPublished } from '../shared/published.ts';

interface Package {
  unpackTar(folder: string, options: { filter(header: { name: string }): boolean }): Writable;
}

/** A tar archive of notes.txt, compressed with gzip. */
const ARCHIVE = Buffer.from(
  'H4sIAAAAAAACA8vLL0kt1iupKGGgHTAAAjMTEzANBOg0EJgzGBqbGRiZmxmYgMXNzcwNGBQMGOgASotLEouAVjKMTJCokAdMAVwMo2AUjIJRMApGFgAA0UzQVQAIAAA=',
  'base64',
);

export const scenario: Scenario = defineScenario({
  name: 'npm-modern-tar',
  title: 'archives are unpacked of which no file is wanted',
  implementations: {
    '0.7.1': {
      says: 'modern-tar, which awaits its folder with the first file',
      subject: pathOfPublished('modern-tar-0.7.1/fs'),
    },
    '0.7.2': { says: 'modern-tar, which awaits it in any case', subject: pathOfPublished('modern-tar-0.7.2/fs') },
  },
  examples: { 'two plugins': { workload: { plugins: 2 }, faults: null } },
  workload: fc.record({ plugins: fc.integer({ min: 1, max: 4 }) }),
  faults: fc.constant(null),
  setup(env, path: string, { plugins }: { plugins: number }) {
    const missing: string[] = [];
    const installer = env.process('installer');
    const { unpackTar } = installer.load<Package>(path);
    for (let i = 1; i <= plugins; i++) {
      env.actor(`unpack-${i}`, installer, async () => {
        const folder = `/plugins/${i}`;
        const unpack = unpackTar(folder, { filter: ({ name }) => name.endsWith('.js') });
        await pipeline(Readable.from([ARCHIVE]), createGunzip(), unpack);
        await readdir(folder).catch((error: Error) => missing.push(error.message));
      });
    }
    return missing;
  },
  properties: [
    {
      name: 'the-folder-is-there',
      kind: 'safety',
      level: 'documented',
      says: 'once an archive is unpacked its folder is there, whatever was taken of it',
      when: 'quiescence',
      judge: (missing) => (missing.length === 0 ? undefined : { message: missing.join('; ') }),
    },
  ],
});
