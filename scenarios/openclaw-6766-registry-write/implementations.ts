import type { Implementation } from '../../harness/index.ts';
import { abortEverything, doNothing, refuseEverything } from '../../src/registry-write/baselines.ts';
import type { RegistryDesign } from '../../src/registry-write/design.ts';
import { CAREFUL_EDITS, REPORTED_EDITS } from '../../src/registry-write/edits.ts';
import { inProcessLock } from '../../src/registry-write/in-process-lock.ts';
import { packageLock } from '../../src/registry-write/package-lock.ts';
import { packageWrite } from '../../src/registry-write/package-write.ts';
import { readModifyWrite } from '../../src/registry-write/read-modify-write.ts';
import { openReference } from '../../src/registry-write/reference.ts';
import { ALL_PARTS, type ReferenceParts } from '../../src/registry-write/reference-parts.ts';
import type { OpenRegistry } from '../../src/registry-write/registry-file.ts';
import { rejectStale } from '../../src/registry-write/reject-stale.ts';
import { retryOnConflict } from '../../src/registry-write/retry-on-conflict.ts';
import { validateBeforeWrite } from '../../src/registry-write/validate-before-write.ts';
import { versionCheck } from '../../src/registry-write/version-check.ts';
import { writeInPlace, writeViaFixedTemp, writeViaUniqueTemp } from '../../src/registry-write/write-text.ts';
import { copyOfProperLockfile, copyOfWriteFileAtomic } from './package-copies.ts';

/** Called once a simulated process. */
export type MakeDesign = () => RegistryDesign;
type Entry = Implementation<MakeDesign>;

const REPORTED: Omit<RegistryDesign, 'open'> = {
  edits: REPORTED_EDITS,
  adds: 'at once',
  commandsUnderFlock: false,
  monitorsHealth: false,
};

function entry(says: string, open: OpenRegistry, change: Partial<RegistryDesign> = {}): Entry {
  const design = { ...REPORTED, open, ...change };
  return { says, subject: () => design };
}

function reference(parts: Partial<ReferenceParts> = {}, change: Partial<RegistryDesign> = {}): MakeDesign {
  const open = openReference({ ...ALL_PARTS, ...parts });
  return () => ({ ...REPORTED, edits: CAREFUL_EDITS, monitorsHealth: true, open, ...change });
}

const plain = readModifyWrite(writeInPlace);

export const IMPLEMENTATIONS: Readonly<Record<string, Entry>> = {
  'read-modify-write': entry('as reported: read the file, change what was read, write all of it', plain),
  'in-process-lock': entry('the fix of cause 1 as printed: an AsyncLock around each update', inProcessLock(plain)),
  'temp-and-rename': entry(
    'the fix of cause 2 as printed: write models.json.tmp, rename it',
    readModifyWrite(writeViaFixedTemp),
  ),
  'unique-temp-and-rename': entry('the same with a temporary name for each write', readModifyWrite(writeViaUniqueTemp)),
  'lock-and-temp': entry(
    'the fixes of causes 1 and 2 as printed, together',
    inProcessLock(readModifyWrite(writeViaFixedTemp)),
  ),
  'lock-and-unique-temp': entry(
    'the same with a temporary name for each write',
    inProcessLock(readModifyWrite(writeViaUniqueTemp)),
  ),
  'version-check': entry(
    'the fix of cause 4 as printed: another version in the file is a conflict',
    versionCheck(writeInPlace),
  ),
  'version-check-and-retry': entry(
    'workaround 4: the same, tried five times with random pauses',
    retryOnConflict(versionCheck(writeInPlace)),
  ),
  'lock-and-version-check': entry('the fixes of causes 1 and 4 together', inProcessLock(versionCheck(writeInPlace))),
  'lock-unique-temp-version': entry(
    'the fixes of causes 1, 2 and 4 together, with a temporary name for each write',
    inProcessLock(versionCheck(writeViaUniqueTemp)),
  ),
  'validate-before-write': entry(
    'practice 3: read again before writing; another version is a conflict',
    validateBeforeWrite,
  ),
  'reject-stale': entry("practice 4: a write whose version is not above the file's is refused", rejectStale),
  'flock-cli-only': entry('workaround 3: commands run under flock, the gateway does not', plain, {
    commandsUnderFlock: true,
  }),
  'sequential-caller': entry('workaround 1: a caller adds one entry after the other', plain, { adds: 'in turn' }),
  'batch-add': entry('workaround 2: a caller adds all its entries in one update', plain, { adds: 'in one batch' }),
  'proper-lockfile': {
    says: 'the npm package proper-lockfile around each update, with its default settings',
    subject: () => ({ ...REPORTED, open: packageLock(copyOfProperLockfile()) }),
  },
  'write-file-atomic': {
    says: 'the npm package write-file-atomic in place of writeFile',
    subject: () => ({ ...REPORTED, open: packageWrite(copyOfWriteFileAtomic()) }),
  },
  'do-nothing': entry('baseline: an update says that it is saved, and is not', doNothing),
  'refuse-everything': entry('baseline: every update is refused', refuseEverything),
  'abort-everything': entry('baseline: an update ends those that its process has under way', abortEverything),
  reference: {
    says: "one writer at a time over all processes, synced renames, versions, a copy to recover from, and the user's choices marked",
    subject: reference(),
  },
  'reference-without-write-locks': {
    says: 'the reference, whose versions alone tell of other writers',
    ablates: 'Q1, write locks',
    subject: reference({ locks: false }),
  },
  'reference-without-atomic-writes': {
    says: 'the reference, writing in place and synced',
    ablates: 'Q2, atomic writes',
    subject: reference({ replacesFiles: false }),
  },
  'reference-without-version-tracking': {
    says: 'the reference, whose locks alone keep writers apart',
    ablates: 'Q3, version tracking',
    subject: reference({ tracksVersions: false }),
  },
  'reference-without-health-monitoring': {
    says: 'the reference, with nobody looking at the files in between',
    ablates: 'Q5, health monitoring',
    subject: reference({}, { monitorsHealth: false }),
  },
  'reference-without-auto-recovery': {
    says: 'the reference, refusing to work on a corrupted file',
    ablates: 'Q6, auto-recovery',
    subject: reference({ recovers: false }),
  },
};
