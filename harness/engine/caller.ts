import { existsSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { callSites } from './call-sites.ts';
import { harnessFolderOf } from './folders.ts';
import { pathOf, writtenAt } from './translated.ts';

/** Frames searched for the caller: deep enough for a package between the code under test and the seam. */
const FRAMES_MAX = 30;

/** Ways to a call that are remembered: a program has some hundred, one that makes code as it runs any number. */
const WAYS_MAX = 10_000;

const shortNames = new Map<string, string>();
/** To each way on which a call was reached, by raw places, what was found there; a stack in words takes ten times as long. */
const byWay = new Map<string, string>();
/** Who made stacks into words when these were found: another may have other words. */
let wordsOf: unknown;

/**
 * Where code under test made the call in progress: `src/session-lock.ts:40`, the first frame outside the engine, Node
 * and packages; empty if there is none. Paths are relative to their project, so that a timeline reads the same on
 * every machine and from every working directory.
 */
export function callerOfSeam(): string {
  const way = currentWay();
  if (byWay.size === WAYS_MAX || Error.prepareStackTrace !== wordsOf) byWay.clear();
  wordsOf = Error.prepareStackTrace;
  const known = byWay.get(way);
  if (known !== undefined) return known;
  const found = firstUnderTest(currentStack());
  if (way !== '') byWay.set(way, found);
  return found;
}

function firstUnderTest(stack: string): string {
  // The first frame is this file, by the name that stacks have for it: where source maps are on, not its path.
  let engine = '';
  for (const line of stack.split('\n')) {
    const [, place, row, column] = /[ (]((?:file:\/\/)?\/[^():]+):(\d+):(\d+)\)?$/.exec(line) ?? [];
    if (place === undefined) continue;
    const { path, row: original } = writtenAt(place, Number(row), Number(column));
    engine ||= harnessFolderOf(path);
    if (isUnderTest(path, engine)) return `${shortName(path)}:${original}`;
  }
  return '';
}

/** Path of the file whose code has called this function. */
export function callerFile(of: (...args: never[]) => unknown): string {
  return pathOf(callSites(of, 1)[0]?.getFileName() ?? '');
}

/** The raw places of the calls in progress, outermost last; empty if code under test keeps us from asking. */
function currentWay(): string {
  try {
    let way = '';
    for (const site of callSites(callerOfSeam, FRAMES_MAX)) {
      way += `${site.getFileName()}:${site.getLineNumber()}:${site.getColumnNumber()}\n`;
    }
    return way;
  } catch {
    return '';
  }
}

/** Code under test may have had stacks made into something else: Error.prepareStackTrace gives whatever it likes. */
function currentStack(): string {
  const { stackTraceLimit, prepareStackTrace } = Error;
  try {
    Error.stackTraceLimit = FRAMES_MAX;
    const asUsual = usualStack();
    if (asUsual !== null) return asUsual;
    Reflect.deleteProperty(Error, 'prepareStackTrace');
    return usualStack() ?? '';
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    if (Error.prepareStackTrace !== prepareStackTrace) Error.prepareStackTrace = prepareStackTrace;
  }
}

/** Null if it is no text. */
function usualStack(): string | null {
  try {
    const { stack } = new Error();
    return typeof stack === 'string' ? stack : null;
  } catch {
    return null;
  }
}

/** Our own package may lie in node_modules too: its scenarios are under test there as well. */
function isUnderTest(path: string, engine: string): boolean {
  if (path.startsWith(`${engine}/`)) return path.includes('.test.');
  const home = `${dirname(engine)}/`;
  const below = path.startsWith(home) ? path.slice(home.length - 1) : path;
  return !below.includes('/node_modules/');
}

function shortName(path: string): string {
  const known = shortNames.get(path);
  if (known !== undefined) return known;
  const root = projectOf(path);
  const name = root === null ? basename(path) : relative(root, path);
  shortNames.set(path, name);
  return name;
}

/** The nearest folder above with a package.json. */
function projectOf(path: string): string | null {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
  }
  return null;
}
