import fs from 'node:fs';
import { PRIVATE_MODE } from '../../../world/disk/modes.ts';
import { SUFFIX_LETTERS } from '../../../world/disk/temporary-directory.ts';
import { encodingOf, type Options, optionsOf, pathIn } from '../options.ts';
import type { RealSide, SingleCall } from '../work.ts';
import { readReally, readvReally } from './reads.ts';
import { fdOf, onlyPath, type RealCall } from './real-call.ts';
import { removeDirectoryReally, removeReally } from './removals.ts';

type MakeCall = (...args: readonly unknown[]) => unknown;

// Taken in time: later they are the seams'.
const sync = { ...fs } as unknown as Readonly<Record<string, MakeCall>>;
const { closeSync, fstatSync, lstatSync, mkdirSync, mkdtempSync, openSync, opendirSync } = fs;
const { readlinkSync, realpathSync, statSync, statfsSync, symlinkSync } = fs;
const realpathNative = fs.realpathSync.native;

/** Calls of one effect, by name, whose real counterpart is not just the call of that name with the paths of the folder. */
const CALLS: Readonly<Record<string, (call: RealCall) => unknown>> = {
  close: ({ folder, actor, args }) => closeSync(folder.take(actor, Number(args[0]))),
  fstat: (call) => fstatSync(fdOf(call)),
  lstat: (call) => statReally(call, lstatSync),
  mkdtemp: makeTemporary,
  open: openReally,
  opendir: (call) => {
    opendirSync(onlyPath(call)).closeSync();
    return call.value;
  },
  read: readReally,
  readlink: (call) => pathIn(optionsOf(call.args[1]), call.folder.simulated(readlinkSync(onlyPath(call)))),
  readv: readvReally,
  realpath: realpathReally,
  rm: removeReally,
  rmdir: removeDirectoryReally,
  stat: (call) => statReally(call, statSync),
  statfs: (call) => {
    statfsSync(onlyPath(call));
    return call.value;
  },
  symlink: (call) => symlinkSync(call.folder.target(String(call.args[0])), onlyPath(call)),
};

/** Makes the call in the folder. Returns what it gave in the form in which the simulated disk gives it. */
export function realCall(side: Omit<RealSide, 'call'>, single: SingleCall): unknown {
  const call = { ...side, ...single, paths: single.paths.map((path) => side.folder.at(path)) };
  const { name } = call;
  const make = CALLS[name];
  if (make !== undefined) return make(call);
  const plain = sync[`${name}Sync`] as MakeCall;
  if (isOnFd(call)) return plain(fdOf(call), ...call.args.slice(1));
  const value = plain(...call.paths, ...call.args.slice(call.paths.length));
  return typeof value === 'string' ? call.folder.simulated(value) : value;
}

function isOnFd({ args }: RealCall): boolean {
  return typeof args[0] === 'number';
}

/** The form that gives nothing for what is not there is the simulated disk's to know: versions differ in it. */
function statReally(call: RealCall, stat: (path: string) => unknown): unknown {
  const { simulated, value } = call;
  try {
    return stat(onlyPath(call));
  } catch (error) {
    const isForgiven = !('error' in simulated) && value === undefined;
    if (isForgiven && /^(?:ENOENT|ENOTDIR)$/.test(String(Reflect.get(Object(error), 'code')))) return undefined;
    throw error;
  }
}

/** By the name that the simulated disk has drawn; where it fails, by the call itself. */
function makeTemporary(call: RealCall): unknown {
  const { args, simulated, value } = call;
  if ('error' in simulated) return mkdtempSync(onlyPath(call));
  const options = optionsOf(args[1]);
  const made = Buffer.isBuffer(value) ? value : Buffer.from(String(value), encodingOf(options) ?? 'utf8');
  mkdirSync(onlyPath(call) + made.toString().slice(-SUFFIX_LETTERS), PRIVATE_MODE);
  return value;
}

/** The descriptor that the code gets is the simulated one: real numbers would differ between machines. */
function openReally(call: RealCall): unknown {
  const { folder, actor, args, value, simulated } = call;
  const fd = openSync(onlyPath(call), ...([args[1] ?? 'r', args[2]] as [string, number]));
  if ('error' in simulated) closeSync(fd);
  else folder.opened(actor, typeof value === 'number' ? value : (value as { fd: number }).fd, fd);
  return value;
}

function realpathReally(call: RealCall): unknown {
  const { options, isNative } = (call.parsed as { parsed: { options: Options; isNative: boolean } }).parsed;
  const path = isNative ? realpathNative(onlyPath(call)) : realpathSync(onlyPath(call));
  return pathIn(options, call.folder.simulated(path));
}
