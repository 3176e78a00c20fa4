import { type FileHandle, link, mkdir, open, rename, truncate, unlink, writeFile } from 'node:fs/promises';
import fc, { type Arbitrary } from 'fast-check';
import { expect, test } from 'vitest';
import { Random } from '../../engine/random.ts';
import { runOnce } from '../../run/detailed-run.ts';
import type { Env } from '../../scenario/env.ts';
import { contentsByBruteForce } from '../../testing/crash-brute-force.ts';
import { trial } from '../../testing/trial.ts';
import { symlink } from '../disk/name-calls.ts';
import { diskPath } from '../disk/path.ts';
import type { Disk } from '../disk.ts';
import type { CrashProfile } from './profile.ts';

const PROFILES: readonly CrashProfile[] = ['posix-weak', 'ext4-ordered'];
const PROGRAMS = 250;
/** Subsets up to 2 to this are looked at one by one. */
const BITS_MAX = 12;

/** Runs `body` as code under test on a disk that `prepare` made, and returns that disk. */
async function diskAfter(prepare: (disk: Disk) => void, body: () => Promise<unknown>): Promise<Disk> {
  let env: Env | undefined;
  const { run } = await runOnce(
    trial((made) => {
      env = made;
      prepare(made.disk);
      made.actor('a', made.process('p'), body);
    }),
  );
  if (env === undefined) throw new Error('setup did not run');
  expect(run.violations).toEqual([]);
  return env.disk;
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync();
  await handle.close();
}

async function writeAndSync(path: string, text: string): Promise<void> {
  const handle = await open(path, 'w');
  await handle.writeFile(text);
  await handle.sync();
  await handle.close();
}

const ZEROS = '\0\0\0';

/** Overwriting OLD with NEWDAT, which is written in two halves; the figures of the crash model's specification. */
const TABLE: readonly {
  readonly protocol: string;
  readonly overwrite: () => Promise<void>;
  readonly contents: Readonly<Record<CrashProfile, readonly string[]>>;
}[] = [
  {
    protocol: 'truncate in place and write',
    overwrite: () => writeFile('/s/f', 'NEWDAT'),
    contents: {
      'posix-weak': ['', 'NEW', 'NEWDAT', 'OLD', 'OLDDAT', `${ZEROS}DAT`],
      // The truncation precedes the growth in the file's order, and the first half the second: no holes, no old bytes
      // under new ones.
      'ext4-ordered': ['', 'NEW', 'NEWDAT', 'OLD'],
    },
  },
  {
    protocol: 'temp, fsync, rename, fsync of the directory',
    overwrite: async () => {
      await writeAndSync('/s/f.tmp', 'NEWDAT');
      await rename('/s/f.tmp', '/s/f');
      await syncDirectory('/s');
    },
    contents: { 'posix-weak': ['NEWDAT'], 'ext4-ordered': ['NEWDAT'] },
  },
  {
    protocol: 'temp, fsync, rename',
    overwrite: async () => {
      await writeAndSync('/s/f.tmp', 'NEWDAT');
      await rename('/s/f.tmp', '/s/f');
    },
    contents: { 'posix-weak': ['OLD', 'NEWDAT'], 'ext4-ordered': ['OLD', 'NEWDAT'] },
  },
  {
    protocol: 'temp, rename',
    overwrite: async () => {
      await writeFile('/s/f.tmp', 'NEWDAT');
      await rename('/s/f.tmp', '/s/f');
    },
    contents: {
      'posix-weak': ['OLD', 'NEWDAT', '', 'NEW', `${ZEROS}DAT`],
      'ext4-ordered': ['OLD', 'NEWDAT'],
    },
  },
  {
    protocol: 'shrink, grow and overwrite',
    overwrite: async () => {
      await truncate('/s/f', 1);
      await truncate('/s/f', 3);
      await withHandle('/s/f', 'r+', (handle) => handle.write('x', 2));
    },
    contents: {
      'posix-weak': ['O', 'O\0\0', 'O\0x', 'OLD', 'OLx'],
      // What is overwritten lies in blocks that are there only once the file has grown again.
      'ext4-ordered': ['O', 'O\0\0', 'O\0x', 'OLD'],
    },
  },
];

for (const { protocol, overwrite, contents } of TABLE) {
  for (const profile of PROFILES) {
    const expected = [...contents[profile]].sort();
    test(`${protocol}, then power loss, ${profile}: ${JSON.stringify(expected)}`, async () => {
      const disk = await diskAfter((fresh) => fresh.write('/s/f', 'OLD'), overwrite);
      const found = disk.contentsAfterPowerLoss('/s/f', profile);
      expect(found.isComplete).toBe(true);
      expect([...found.contents].sort()).toEqual(expected);
      expect(drawnContents(disk, profile, '/s/f')).toEqual(found.contents);
    });
  }
}

for (const profile of PROFILES) {
  test(`a directory has no contents, ${profile}, and what leads to a file has those of the file`, async () => {
    const disk = await diskAfter(
      (fresh) => {
        fresh.mkdir('/s/d');
        fresh.write('/s/f', 'text');
        symlink(fresh.volume, null, '/s/f', diskPath('/link'));
      },
      async () => {},
    );
    const contentsOf = (path: string): unknown[] => [...disk.contentsAfterPowerLoss(path, profile).contents];
    expect(['/s/d', '/s/none', '/link'].map(contentsOf)).toEqual([[null], [null], ['text']]);
  });
}

/** What `powerLoss` leaves at `path`, over many draws from the same disk. */
function drawnContents(disk: Disk, profile: CrashProfile, path: string): Set<string | null> {
  const contents = new Set<string | null>();
  const log = [...disk.log.entries];
  for (let seed = 0; seed < 400; seed++) {
    const random = new Random(seed);
    disk.powerLoss(profile, (bound) => random.below(bound));
    contents.add(disk.read(path) ?? null);
    disk.log.clear();
    disk.log.entries.push(...log);
  }
  return contents;
}

type Step =
  | { readonly call: 'write'; readonly file: string; readonly text: string; readonly flag: 'w' | 'a'; flush: boolean }
  | { readonly call: 'overwrite'; readonly file: string; readonly text: string; readonly position: number }
  | { readonly call: 'truncate'; readonly file: string; readonly size: number }
  | { readonly call: 'fsync' | 'fdatasync' | 'unlink'; readonly file: string }
  | { readonly call: 'rename' | 'link'; readonly file: string; readonly to: string };

const file = fc.constantFrom('/s/f', '/s/g', '/s/d/f');
/** The long one is torn at two sectors. */
const text = fc.constantFrom('', 'NEWDAT', 'xy', 'A'.repeat(1_100));
const step: Arbitrary<Step> = fc.oneof(
  fc.record({ call: fc.constant('write'), file, text, flag: fc.constantFrom('w', 'a'), flush: fc.boolean() }),
  fc.record({ call: fc.constant('overwrite'), file, text, position: fc.constantFrom(0, 1, 5) }),
  fc.record({ call: fc.constant('truncate'), file, size: fc.constantFrom(0, 2, 4) }),
  fc.record({ call: fc.constantFrom('fsync', 'fdatasync', 'unlink'), file }),
  fc.record({ call: fc.constantFrom('fsync', 'fdatasync'), file: fc.constantFrom('/s', '/s/d') }),
  fc.record({ call: fc.constantFrom('rename', 'link'), file, to: file }),
) as Arbitrary<Step>;

async function perform(program: readonly Step[]): Promise<void> {
  await mkdir('/s/d');
  for (const step of program) {
    // A step that fails changes nothing, which is a fine program too.
    await performStep(step).catch(() => undefined);
  }
}

async function performStep(step: Step): Promise<void> {
  switch (step.call) {
    case 'write':
      return writeFile(step.file, step.text, { flag: step.flag, flush: step.flush });
    case 'overwrite':
      return withHandle(step.file, 'r+', (handle) => handle.write(step.text, step.position));
    case 'truncate':
      return truncate(step.file, step.size);
    case 'fsync':
      return withHandle(step.file, 'r', (handle) => handle.sync());
    case 'fdatasync':
      return withHandle(step.file, 'r', (handle) => handle.datasync());
    case 'unlink':
      return unlink(step.file);
    case 'rename':
      return rename(step.file, step.to);
    case 'link':
      return link(step.file, step.to);
  }
}

async function withHandle(path: string, flag: string, use: (handle: FileHandle) => Promise<unknown>): Promise<void> {
  const handle = await open(path, flag);
  await use(handle);
  await handle.close();
}

for (const profile of PROFILES) {
  test(`${profile}: the model gives what all subsets give, and draws nothing else, over ${PROGRAMS} programs`, async () => {
    let compared = 0;
    let most = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (program) => {
        const disk = await diskAfter(
          (fresh) => fresh.write('/s/f', 'OLD'),
          () => perform(program),
        );
        for (const path of ['/s/f', '/s/g', '/s/d/f']) {
          const expected = contentsByBruteForce(disk.log.entries, path, profile, BITS_MAX);
          if (expected === null) continue;
          compared++;
          most = Math.max(most, expected.size);
          expect(disk.contentsAfterPowerLoss(path, profile)).toEqual({ contents: expected, isComplete: true });
        }
        const possible = disk.contentsAfterPowerLoss('/s/f', profile).contents;
        const random = new Random(program.length);
        disk.powerLoss(profile, (bound) => random.below(bound));
        expect(possible).toContain(disk.read('/s/f') ?? null);
      }),
      { numRuns: PROGRAMS, seed: 1 },
    );
    expect(compared).toBeGreaterThan(PROGRAMS);
    expect(most).toBeGreaterThan(profile === 'posix-weak' ? 12 : 6);
  });
}
