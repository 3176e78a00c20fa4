import fs from 'node:fs';
import { RacelineError } from '../../engine/errors.ts';
import type { DirectoryInode } from './inode.ts';
import { childOf } from './path.ts';
import type { Volume } from './volume.ts';

/** A real file or folder as it was when it was first mounted. */
type HostNode =
  | { readonly kind: 'file'; readonly bytes: Buffer; readonly mode: number }
  | { readonly kind: 'symlink'; readonly target: string }
  | { readonly kind: 'directory'; readonly entries: ReadonlyMap<string, HostNode> };

// Taken in time: by an actor they would look at the simulated disk.
const { lstatSync, readdirSync, readFileSync, readlinkSync } = fs;

/** Files and folders of one mount. A whole node_modules is none: each execution begins with all of it. */
const NODES_MAX = 2_000;

/** Read once: every execution is to find the same. */
const seen = new Map<string, HostNode>();

/** What is at a real path. Throws Node's error if nothing is, RacelineError ERR_USAGE if that is too much, or no file. */
export function hostNodeAt(path: string): HostNode {
  let node = seen.get(path);
  if (node === undefined) {
    node = look(path, { count: 0 }, path);
    seen.set(path, node);
  }
  return node;
}

function look(path: string, met: { count: number }, mounted: string): HostNode {
  if (++met.count > NODES_MAX) throw tooMuch(mounted);
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return { kind: 'symlink', target: readlinkSync(path) };
  if (stats.isFile()) return { kind: 'file', bytes: readFileSync(path), mode: stats.mode & 0o777 };
  if (!stats.isDirectory()) throw noFile(path);
  const entries = new Map<string, HostNode>();
  for (const name of readdirSync(path)) entries.set(name, look(childOf(path, name), met, mounted));
  return { kind: 'directory', entries };
}

/** Makes a real file or folder part of the simulated disk, at `path`, whose parent is there. */
export function graft(volume: Volume, parent: DirectoryInode, name: string, node: HostNode, path: string): void {
  const place = { parent, name, inode: undefined };
  if (node.kind === 'symlink') volume.create(null, place, node, path);
  else if (node.kind === 'file') {
    const inode = volume.create(null, place, { kind: 'file', mode: node.mode }, path);
    if (inode.kind === 'file') volume.write(null, inode, 0, node.bytes, path);
  } else {
    const inode = volume.create(null, place, { kind: 'directory', mode: 0o755 }, path);
    if (inode.kind !== 'directory') return;
    for (const [below, each] of node.entries) graft(volume, inode, below, each, childOf(path, below));
  }
}

function tooMuch(path: string): RacelineError {
  return new RacelineError('ERR_USAGE', {
    what: `the scenario mounts ${path}, which has more than ${NODES_MAX} files and folders`,
    why: 'each execution begins with all of them on its disk',
    next: 'Mount the folders below it that code under test reads.',
  });
}

function noFile(path: string): RacelineError {
  return new RacelineError('ERR_USAGE', {
    what: `the scenario mounts ${path}`,
    why: 'that is neither a file nor a folder',
    next: 'Mount files and folders; write what stands for a device with env.disk.write.',
  });
}
