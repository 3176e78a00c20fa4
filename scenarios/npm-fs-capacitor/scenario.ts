import type { Readable, Writable } from 'node:stream';
import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { published } from '../shared/published.ts';

interface Package {
  readonly WriteStream: new () => Writable & { createReadStream(): Readable };
}

interface Upload {
  readonly text: string;
  /** What those who read it got, once they were told that it is all. */
  readonly read: string[];
}

async function textOf(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += chunk;
  return text;
}

export const scenario: Scenario = defineScenario({
  name: 'npm-fs-capacitor',
  title: 'a temporary file is read while it is being written',
  implementations: {
    '6.2.0': {
      says: 'fs-capacitor, where who finds nothing more asks only then whether all is written',
      subject: (await published('fs-capacitor-6.2.0')) as unknown as Package,
    },
    '8.0.0': {
      says: 'fs-capacitor, which compares with what was written',
      subject: (await published('fs-capacitor-8.0.0')) as unknown as Package,
    },
  },
  examples: { 'two chunks': { workload: { chunks: 2, readers: 1 }, faults: null } },
  workload: fc.record({ chunks: fc.integer({ min: 1, max: 2 }), readers: fc.integer({ min: 1, max: 4 }) }),
  faults: fc.constant(null),
  setup(env, { WriteStream }: Package, { chunks, readers }: { chunks: number; readers: number }) {
    const parts = Array.from({ length: chunks }, (_, i) => `part ${i + 1}\n`);
    const upload: Upload = { text: parts.join(''), read: [] };
    env.disk.mkdir('/tmp');
    env.actor('upload', env.process('server'), async () => {
      const capacitor = new WriteStream();
      const reads = Array.from({ length: readers }, () => textOf(capacitor.createReadStream()));
      for (const part of parts) capacitor.write(part);
      capacitor.end();
      upload.read.push(...(await Promise.all(reads)));
      capacitor.destroy();
    });
    return upload;
  },
  properties: [
    {
      name: 'all-is-read',
      kind: 'safety',
      level: 'documented',
      says: 'who reads what is being written gets all of it',
      when: 'quiescence',
      judge({ text, read }) {
        const short = read.find((each) => each !== text);
        return short === undefined ? undefined : { message: `written '${text}', read '${short}'` };
      },
    },
  ],
});
