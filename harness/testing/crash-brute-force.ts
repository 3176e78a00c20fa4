import { type CrashProfile, SECTOR_BYTES } from '../world/crash/profile.ts';
import type { MicroOperation } from '../world/disk/log.ts';

// The crash model said a second time, for its test: every subset of the smallest changes, and rules about which subsets
// may persist. It shares nothing with the model but the log and the profiles' names, and it is as slow as it looks.

const ROOT = 1;

/** One change that persists or not. */
interface Bit {
  readonly at: number;
  readonly ino: number;
  readonly kind: 'name' | 'truncate' | 'grow' | 'overwrite';
  /** Positions and bytes, of writes. */
  readonly bytes: readonly (readonly [position: number, byte: number])[];
  /** Bits that gave the file the bytes which this one overwrites. */
  readonly owners: readonly Bit[];
}

/** Contents of `path` over all subsets that may persist; null when there are too many to look at. */
export function contentsByBruteForce(
  entries: readonly MicroOperation[],
  path: string,
  profile: CrashProfile,
  bitsMax: number,
): Set<string | null> | null {
  const bits = bitsOf(entries, profile);
  const persists = profile === 'posix-weak' ? persistsInPosix(entries) : persistsInExt4(entries, bits);
  const isForced = (bit: Bit): boolean => persists.always(bit);
  const free = bits.filter((bit) => !isForced(bit));
  if (free.length > bitsMax) return null;
  const contents = new Set<string | null>();
  for (let mask = 0; mask < 2 ** free.length; mask++) {
    const subset = new Set(bits.filter((bit) => isForced(bit) || (mask >> free.indexOf(bit)) % 2 === 1));
    if (persists.isPossible(subset)) contents.add(contentOf(entries, subset, path));
  }
  return contents;
}

interface Rules {
  always(bit: Bit): boolean;
  isPossible(subset: ReadonlySet<Bit>): boolean;
}

function isName({ kind }: MicroOperation): boolean {
  return kind === 'create' || kind === 'link' || kind === 'remove' || kind === 'rename';
}

function isIn(entry: MicroOperation, directory: number): boolean {
  return ('parent' in entry && entry.parent === directory) || ('toParent' in entry && entry.toParent === directory);
}

function persistsInPosix(entries: readonly MicroOperation[]): Rules {
  const always = ({ at, ino, kind }: Bit): boolean => {
    const own = entries[at] as MicroOperation;
    if (own.process === null) return true;
    return entries.slice(at).some((later) => {
      if (kind === 'name') return later.kind === 'sync' && isIn(own, later.ino);
      return later.ino === ino && (later.kind === 'sync' || later.process === null);
    });
  };
  return { always, isPossible: () => true };
}

function persistsInExt4(entries: readonly MicroOperation[], bits: readonly Bit[]): Rules {
  const isJournalled = ({ kind }: Bit): boolean => kind === 'name' || kind === 'truncate';
  const isOrdered = ({ kind }: Bit): boolean => kind === 'grow' || kind === 'truncate';
  const journal = bits.filter(isJournalled);
  const committed = Math.max(-1, ...entries.map((entry, at) => lastCommitted(entries, bits, entry, at)));
  const always = (bit: Bit): boolean => {
    if (isJournalled(bit) && bit.at <= committed) return true;
    if (bit.kind === 'name') return false;
    return entries.some(
      (entry, at) => at >= bit.at && entry.ino === bit.ino && (entry.kind === 'sync' || entry.process === null),
    );
  };
  const isPrefix = (subset: ReadonlySet<Bit>, order: readonly Bit[]): boolean => {
    const first = order.findIndex((bit) => !subset.has(bit));
    return first < 0 || order.slice(first).every((bit) => !subset.has(bit));
  };
  const isPossible = (subset: ReadonlySet<Bit>): boolean => {
    if (!isPrefix(subset, journal)) return false;
    for (const ino of new Set(bits.map((bit) => bit.ino))) {
      const own = bits.filter((bit) => bit.ino === ino && bit.kind !== 'name');
      if (!isPrefix(subset, own.filter(isOrdered))) return false;
      for (const { at } of [...subset].filter((bit) => bit.ino === ino && bit.kind === 'name')) {
        const entry = entries[at];
        const replaces = entry?.kind === 'rename' && entry.replaced !== null;
        if (replaces && own.some((bit) => bit.at < at && !subset.has(bit))) return false;
      }
    }
    return true;
  };
  return { always, isPossible };
}

/** Index of the last operation whose journal entry this one leaves on the disk. */
function lastCommitted(
  entries: readonly MicroOperation[],
  bits: readonly Bit[],
  entry: MicroOperation,
  at: number,
): number {
  if (entry.process === null) return at;
  if (entry.kind !== 'sync') return -1;
  const grows = (index: number): boolean =>
    bits.some((bit) => bit.at === index && (bit.kind === 'grow' || bit.kind === 'truncate'));
  return entries.slice(0, at).findLastIndex((earlier, index) => {
    if (isName(earlier) && isIn(earlier, entry.ino)) return true;
    if (earlier.ino !== entry.ino) return false;
    return !entry.isDataOnly || earlier.kind === 'create' || grows(index);
  });
}

function bitsOf(entries: readonly MicroOperation[], profile: CrashProfile): Bit[] {
  const bits: Bit[] = [];
  const files = new Map<number, (Bit | null)[]>();
  entries.forEach((entry, at) => {
    const { ino } = entry;
    const owners = files.get(ino) ?? [];
    files.set(ino, owners);
    if (isName(entry)) bits.push({ at, ino, kind: 'name', bytes: [], owners: [] });
    if (entry.kind === 'truncate') {
      const bit: Bit = { at, ino, kind: 'truncate', bytes: [], owners: [] };
      bits.push(bit);
      while (owners.length > entry.size) owners.pop();
      while (owners.length < entry.size) owners.push(bit);
    }
    if (entry.kind === 'write') bits.push(...writtenBits(entry, at, owners, profile));
  });
  return bits;
}

/** Neighbouring bytes of one sector; on ext4 apart by whether they are over existing ones, for the size is journalled. */
function writtenBits(
  entry: Extract<MicroOperation, { kind: 'write' }>,
  at: number,
  owners: (Bit | null)[],
  profile: CrashProfile,
): Bit[] {
  const size = owners.length;
  const groups = new Map<string, { kind: 'grow' | 'overwrite'; bytes: [number, number][] }>();
  entry.bytes.forEach((byte, i) => {
    const position = entry.offset + i;
    const kind = position < size && profile === 'ext4-ordered' ? 'overwrite' : 'grow';
    const key = `${kind} ${Math.floor(position / SECTOR_BYTES)}`;
    const group = groups.get(key) ?? { kind, bytes: [] };
    group.bytes.push([position, byte]);
    groups.set(key, group);
  });
  return [...groups.values()].map(({ kind, bytes }) => {
    const over = kind === 'overwrite' ? bytes.map(([position]) => owners[position]) : [];
    const bit: Bit = { at, ino: entry.ino, kind, bytes, owners: over.filter((owner) => owner != null) };
    const end = (bytes.at(-1)?.[0] ?? -1) + 1;
    while (kind === 'grow' && owners.length < end) owners.push(bit);
    return bit;
  });
}

/** Replays what persisted. */
function contentOf(entries: readonly MicroOperation[], subset: ReadonlySet<Bit>, path: string): string | null {
  const names = new Map<string, number>();
  const files = new Map<number, number[]>();
  for (const bit of subset) {
    const entry = entries[bit.at] as MicroOperation;
    if (bit.kind === 'name') {
      if (entry.kind === 'create' && entry.content.kind === 'file') files.set(bit.ino, files.get(bit.ino) ?? []);
      applyName(entry, names);
      continue;
    }
    // The file exists even when the entry that made it was lost, for another name may lead to it.
    const bytes = files.get(bit.ino) ?? [];
    files.set(bit.ino, bytes);
    if (entry.kind === 'truncate') {
      bytes.length = Math.min(bytes.length, entry.size);
      while (bytes.length < entry.size) bytes.push(0);
    } else if (bit.owners.every((owner) => subset.has(owner))) {
      for (const [position, byte] of bit.bytes) {
        while (bytes.length < position) bytes.push(0);
        bytes[position] = byte;
      }
    }
  }
  return read(entries, names, files, path);
}

function applyName(entry: MicroOperation, names: Map<string, number>): void {
  if (entry.kind === 'remove' || entry.kind === 'rename') names.delete(`${entry.parent}/${entry.name}`);
  if (entry.kind === 'rename') names.set(`${entry.toParent}/${entry.toName}`, entry.ino);
  if (entry.kind === 'create' || entry.kind === 'link') names.set(`${entry.parent}/${entry.name}`, entry.ino);
}

function read(
  entries: readonly MicroOperation[],
  names: ReadonlyMap<string, number>,
  files: ReadonlyMap<number, readonly number[]>,
  path: string,
): string | null {
  let ino: number | undefined = ROOT;
  for (const name of path.split('/').slice(1)) ino = names.get(`${ino}/${name}`);
  const made = entries.find((entry) => entry.kind === 'create' && entry.ino === ino);
  if (ino === undefined || made?.kind !== 'create' || made.content.kind !== 'file') return null;
  return Buffer.from(files.get(ino) ?? []).toString();
}
