import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { publishedEntry } from '../testing/built-package.ts';
import { type Ended, startRaceline } from '../testing/start-raceline.ts';

/** What leaves the simulated disk stays at its root, and in a real folder does not. */
const SCENARIO = `
import { readFile, symlink, writeFile } from 'node:fs/promises';
import * as fc from '${import.meta.resolve('fast-check')}';
import { defineScenario } from '${publishedEntry()}';
export default defineScenario({
  name: 'notes', title: 'two writers, one file',
  implementations: {
    stays: { says: 'where it is', subject: '/notes' },
    leaves: { says: 'by a link that leads above the root', subject: '../../notes' },
  },
  examples: { two: { workload: null, faults: null } }, workload: fc.constant(null), faults: fc.constant(null),
  setup(env, target) {
    const read = [];
    env.disk.write('/notes', 'old');
    env.actor('linker', env.process('p'), async () => {
      await symlink(target, '/link');
      read.push(await readFile('/link', 'utf8'));
    });
    env.actor('writer', env.process('q'), () => writeFile('/notes', 'new'));
    return read;
  },
  properties: [{
    name: 'reads-old', kind: 'safety', level: 'documented', says: 'what was there is read', when: 'quiescence',
    judge: ([text]) => (text === 'old' ? undefined : { message: 'read ' + text }),
  }],
});
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'raceline-disk-test-'));
  writeFileSync(join(folder, 'notes.mjs'), SCENARIO);
  return () => rmSync(folder, { recursive: true });
});

const raceline = (...args: string[]): Promise<Ended> =>
  startRaceline([...args, '--json'], folder, { TMPDIR: folder }).ended;
const explore = (disk: string, implementation: string): Promise<Ended> =>
  raceline(
    'explore',
    'notes.mjs',
    '-i',
    implementation,
    '--disk',
    disk,
    '--schedules',
    '20',
    '--seed',
    '1',
    '--out',
    'out',
  );

test.runIf(process.platform === 'linux')(
  '--disk real finds the same, or names what differs, and leaves nothing',
  async () => {
    const simulated = await explore('simulated', 'stays');
    const real = await explore('real', 'stays');
    expect([real.code, real.stdout]).toEqual([1, simulated.stdout]);
    const replayed = await raceline('replay', 'out/notes.stays.reads-old.json', '--disk', 'real');
    expect(JSON.parse(replayed.stdout).files[0]).toMatchObject({ verdict: 'violated', isIdentical: true, leaks: [] });

    expect((await explore('simulated', 'leaves')).code).toBe(1);
    const differs = await raceline('replay', 'out/notes.leaves.reads-old.json', '--disk', 'real');
    expect(differs.stdout).toMatch(/ERR_REAL_DISK_DIFFERS: in a real folder, readFile \/link: simulated .*ENOENT/);
    expect((await explore('real', 'leaves')).code).toBe(2);
    expect(readdirSync(folder).sort()).toEqual(['notes.mjs', 'out']);
  },
);
