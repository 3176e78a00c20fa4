import { constants } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import { fileCalls, perform } from '../../testing/files-comparison.ts';
import { trial } from '../../testing/trial.ts';
import type { Inode } from './inode.ts';
import type { MicroOperation } from './log.ts';
import type { Volume } from './volume.ts';

const SEQUENCES = 300;

/** An inode as the log alone describes it. */
type Model =
  | { readonly kind: 'directory'; mode: number; readonly entries: Map<string, number> }
  | { readonly kind: 'file'; mode: number; bytes: Buffer }
  | { readonly kind: 'symlink'; readonly mode: number; readonly target: string };

const ROOT = 1;

/** Applies a log to an empty disk, knowing nothing but the log. */
function replayed(log: readonly MicroOperation[]): Map<number, Model> {
  const inodes = new Map<number, Model>([
    [ROOT, { kind: 'directory', mode: constants.S_IFDIR | 0o755, entries: new Map() }],
  ]);
  const entriesOf = (ino: number): Map<string, number> => {
    const inode = inodes.get(ino);
    if (inode?.kind !== 'directory') throw new Error(`inode ${ino} is no directory`);
    return inode.entries;
  };
  for (const operation of log) apply(operation, inodes, entriesOf);
  return inodes;
}

function apply(
  operation: MicroOperation,
  inodes: Map<number, Model>,
  entriesOf: (ino: number) => Map<string, number>,
): void {
  const inode = inodes.get(operation.ino);
  switch (operation.kind) {
    case 'create':
      inodes.set(operation.ino, created(operation.content));
      entriesOf(operation.parent).set(operation.name, operation.ino);
      break;
    case 'link':
      entriesOf(operation.parent).set(operation.name, operation.ino);
      break;
    case 'remove':
      entriesOf(operation.parent).delete(operation.name);
      break;
    case 'rename':
      entriesOf(operation.parent).delete(operation.name);
      entriesOf(operation.toParent).set(operation.toName, operation.ino);
      break;
    case 'write':
      if (inode?.kind === 'file') inode.bytes = written(inode.bytes, operation.offset, operation.bytes);
      break;
    case 'truncate':
      if (inode?.kind === 'file')
        inode.bytes = written(inode.bytes, operation.size, Buffer.alloc(0)).subarray(0, operation.size);
      break;
    case 'mode':
      if (inode !== undefined && inode.kind !== 'symlink') inode.mode = operation.mode;
      break;
  }
}

function created(content: Extract<MicroOperation, { kind: 'create' }>['content']): Model {
  if (content.kind === 'symlink') return { kind: 'symlink', mode: constants.S_IFLNK | 0o777, target: content.target };
  if (content.kind === 'file') {
    return { kind: 'file', mode: constants.S_IFREG | content.mode, bytes: Buffer.alloc(0) };
  }
  return { kind: 'directory', mode: constants.S_IFDIR | content.mode, entries: new Map() };
}

function written(bytes: Buffer, offset: number, more: Buffer): Buffer {
  const grown = Buffer.alloc(Math.max(bytes.length, offset + more.length));
  bytes.copy(grown);
  more.copy(grown, offset);
  return grown;
}

function treeOfModel(inodes: ReadonlyMap<number, Model>, ino: number): unknown {
  const inode = inodes.get(ino);
  if (inode?.kind === 'directory') {
    return [inode.mode, [...inode.entries].sort().map(([name, child]) => [name, treeOfModel(inodes, child)])];
  }
  return inode?.kind === 'file' ? [inode.mode, inode.bytes.toString('latin1')] : inode;
}

function treeOfVolume(inode: Inode): unknown {
  if (inode.kind === 'directory') {
    const entries = [...inode.entries].sort(([a], [b]) => (a < b ? -1 : 1));
    return [inode.mode, entries.map(([name, child]) => [name, treeOfVolume(child)])];
  }
  if (inode.kind === 'file') return [inode.mode, inode.content().toString('latin1')];
  return { kind: inode.kind, mode: inode.mode, target: inode.kind === 'symlink' ? inode.target : null };
}

test(`the log alone gives the same tree again, over ${SEQUENCES} random sequences of calls`, async () => {
  let longest = 0;
  await fc.assert(
    fc.asyncProperty(fileCalls, async (calls) => {
      let volume: Volume | undefined;
      const scenario = trial((env) => {
        volume = env.disk.volume;
        env.disk.mkdir('/root');
        env.actor('a', env.process('p'), () => perform(calls, '/root'));
      });
      await runOnce(scenario);
      if (volume === undefined) throw new Error('setup did not run');
      const { entries } = volume.log;
      longest = Math.max(longest, entries.length);
      expect(treeOfModel(replayed(entries), ROOT)).toEqual(treeOfVolume(volume.root));
    }),
    { numRuns: SEQUENCES, seed: 1 },
  );
  expect(longest).toBeGreaterThan(10);
});
