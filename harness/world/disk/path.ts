import { posix } from 'node:path';
import { type Resource, resourceNamed } from '../../engine/resource.ts';

/**
 * A run of six or more hexadecimal digits: a timestamp, a counter's hash, a random suffix, an UUID. Such names differ
 * between executions of the same code; see aliases.ts.
 */
export const MADE_UP: RegExp = /[0-9a-f]{6,}/i;

/** A path as a call gave it, with what every call needs to know about it. */
export interface DiskPath {
  /** As given: error messages repeat it. */
  readonly given: string;
  /** From the root, `.` and `..` resolved by the letter. Symbolic links are not. */
  readonly absolute: string;
  /** Components to walk from the root: `..` is resolved on the disk, and a `.` at the end is not the name of anything. */
  readonly parts: readonly string[];
  /** `/x/`: must be a directory. */
  readonly hasTrailingSlash: boolean;
  /** `file:<absolute>`, or null if a component looks made up and therefore needs an alias. */
  readonly resource: Resource | null;
  /** Whether whoever asks for it may mean a file of this machine: one of the project, of a package, or of the system. */
  readonly mayBeOfHost: boolean;
  /** Whether it is in `/proc`, or that itself. */
  readonly isInProc: boolean;
}

const HERE = process.cwd();
/** Processes of this machine are none of the simulation's, which has its own in `/proc`. */
const OF_PROCESS = /^\/proc\/(?:\d+|self|thread-self)(?:\/|$)/;
const IN_PROC = /^\/proc(?:\/|$)/;
const OF_SYSTEM = /^\/(?:dev|etc|proc|sys|usr)(?:\/|$)|\/node_modules\//;

function mayBeOfHost(absolute: string): boolean {
  return (OF_SYSTEM.test(absolute) && !OF_PROCESS.test(absolute)) || (HERE !== '/' && absolute.startsWith(`${HERE}/`));
}

const known = new Map<string, DiskPath>();
/** Paths remembered before the table is emptied, so that made-up names do not fill the heap. */
const KNOWN_MAX = 10_000;

/** Interned: the same few paths are used millions of times. */
export function diskPath(given: string): DiskPath {
  return known.get(given) ?? remember(given, given.startsWith('/') ? parse(given, given) : relativePath('/', given));
}

/** A relative path as a process means it whose working directory is `cwd`. */
export function pathFrom(cwd: string, given: string): DiskPath {
  if (cwd === '/' || given.startsWith('/')) return diskPath(given);
  // No path that a call may give has this character.
  const key = `${cwd}\0${given}`;
  return known.get(key) ?? remember(key, relativePath(`${cwd}/`, given));
}

function remember(key: string, path: DiskPath): DiskPath {
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(key, path);
  return path;
}

function relativePath(cwd: string, given: string): DiskPath {
  const path = parse(given, cwd + given);
  return given === '' ? { ...path, parts: NOWHERE } : path;
}

/** A walk along this ends in ENOENT: no directory can hold an empty name. */
const NOWHERE: readonly string[] = ['', ''];

/** Whether this is the path of nothing, which an empty text is. */
export function isNowhere({ parts }: DiskPath): boolean {
  return parts === NOWHERE;
}

function parse(given: string, full: string): DiskPath {
  const absolute = posix.resolve(full);
  return {
    given,
    absolute,
    parts: componentsOf(full),
    hasTrailingSlash: given.endsWith('/'),
    resource: MADE_UP.test(absolute) ? null : resourceNamed(`file:${absolute}`),
    mayBeOfHost: mayBeOfHost(absolute),
    isInProc: IN_PROC.test(absolute),
  };
}

export function componentsOf(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (path.endsWith('/.')) parts.push('.');
  return parts;
}

/** The directory of an absolute path; that of `/` is `/`. */
export function parentOf(absolute: string): string {
  return absolute.slice(0, Math.max(1, absolute.lastIndexOf('/')));
}

/** `mkdir x/`, `rmdir x/` and `rename x/` mean the entry `x` itself. */
export function withoutSlash(path: DiskPath): DiskPath {
  return path.hasTrailingSlash ? { ...path, hasTrailingSlash: false } : path;
}

/** `path` inside `directory`, both absolute. */
export function childOf(directory: string, name: string): string {
  return directory === '/' ? `/${name}` : `${directory}/${name}`;
}
