import fs from 'node:fs';
import { types } from 'node:util';
import { runAsHarness } from '../../engine/current-actor.ts';
import { isPieces } from './options.ts';

/**
 * What Node refuses of a call's arguments: its class, its code, its words, of the version that runs. Node itself is asked, with
 * paths that lead nowhere in place of those given, so that whatever it does not refuse fails before it does anything. Arguments of
 * a shape that it has once let through are not asked about again.
 */

/** Below a file that is no directory, or of a name that Windows has for none: one for each argument that may be a path. */
const NOWHERE =
  process.platform === 'win32'
    ? (['?:\\<nowhere>', '?:\\<no-other>'] as const)
    : (['/dev/null/nowhere', '/dev/null/no-other'] as const);

/** The synchronous form refuses what the others do, and has no effect that comes later. */
const asked: Readonly<Record<string, unknown>> = { ...fs };
const { ftruncateSync, truncateSync } = fs;
/** A descriptor that nobody has open. */
const NO_FD = 2 ** 31 - 1;
/** Calls of which a later argument is a path too. The target of a symbolic link is any text. */
const SECOND_PATH = new Set(['copyFile', 'cp', 'link', 'rename', 'symlink']);
/** Calls that take a descriptor in place of the path. */
const BY_FD = new Set(['appendFile', 'readFile', 'truncate', 'writeFile']);
/** What these write is not part of the shape but for its type, which is what Node looks at. */
const WITH_DATA = new Set(['appendFile', 'writeFile']);
/** Times and lengths: all whole numbers from here on are alike. */
const SMALL_MAX = 0xffff;

const letThrough = new Set<string>();

/** The error that Node has for these arguments of `fs[name]`, without a callback; undefined if it takes them. */
export function refusalOf(name: string, args: readonly unknown[]): unknown {
  const shape = safeShapeOf(name, args);
  if (shape === undefined) return undefined;
  if (shape !== null && letThrough.has(shape)) return undefined;
  const error = errorOf(name === 'truncate' ? truncate : asked[`${name}Sync`], harmless(name, args));
  if (isRefusal(error)) return error;
  if (shape !== null) letThrough.add(shape);
  return undefined;
}

/** The same of `fs.promises[name]`, which also writes what it has to iterate over. */
export function refusalOfPromise(name: string, args: readonly unknown[]): unknown {
  const [path, data, ...rest] = args;
  return refusalOf(name, WITH_DATA.has(name) && isPieces(data) ? [path, '', ...rest] : args);
}

/** The same of the form with a callback, which may look at its arguments in another order. Only for what is refused anyway. */
export function refusalWithCallback(name: string, args: readonly unknown[]): unknown {
  const error = errorOf(asked[name], harmless(name, args));
  if (!isRefusal(error)) return undefined;
  for (const [at, path] of NOWHERE.entries()) error.message = error.message.replace(path, () => String(args[at]));
  return error;
}

/** Looks at the length only after it has opened the path. */
function truncate(path: string, length: number): void {
  if (path === NOWHERE[0]) ftruncateSync(NO_FD, length);
  else truncateSync(path, length);
}

/**
 * Nothing of it is the actor's: `writeFileSync` calls `openSync`, which is the seam's by now, and the form with a callback makes a
 * resource before it throws. Else the execution that asks first would be another than those after it.
 */
function errorOf(call: unknown, args: readonly unknown[]): unknown {
  if (typeof call !== 'function') return undefined;
  return runAsHarness(() => {
    try {
      Reflect.apply(call, fs, args);
    } catch (error) {
      return error;
    }
    return undefined;
  });
}

/** Not one of the system, which has looked for the path, nor of Node's permissions, which would not have let it. */
function isRefusal(error: unknown): error is Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('ERR_') && code !== 'ERR_ACCESS_DENIED';
}

function harmless(name: string, args: readonly unknown[]): unknown[] {
  return args.map((value, at) => {
    if (typeof value === 'function') return () => {};
    if (at === 2 && name === 'cp') return filteringAll(value);
    const isPath = at === 0 || (at === 1 && SECOND_PATH.has(name));
    return isPath && isWellFormed(name, value) ? NOWHERE[at] : value;
  });
}

/** The options of `cp` with a filter that lets nothing pass. */
function filteringAll(options: unknown): unknown {
  if (typeof options !== 'object' || options === null) return options;
  const { filter } = options as { filter?: unknown };
  return filter === undefined || typeof filter === 'function' ? { ...options, filter: () => false } : options;
}

/** Files that are open stand for their path: what follows is looked at alike. */
function isWellFormed(name: string, value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\0');
  if (value instanceof URL) return value.protocol === 'file:' && !value.href.includes('%00');
  if (types.isUint8Array(value)) return !value.includes(0);
  const isOpen = typeof value === 'number' || (typeof value === 'object' && value !== null && 'fd' in value);
  return isOpen && BY_FD.has(name);
}

/** Undefined: to look at it throws, as it will where the call looks. */
function safeShapeOf(name: string, args: readonly unknown[]): string | null | undefined {
  try {
    return shapeOf(name, args);
  } catch {
    return undefined;
  }
}

/** Null: of no shape that others could have too. */
function shapeOf(name: string, args: readonly unknown[]): string | null {
  let shape = name;
  for (let at = 0; at < args.length; at++) {
    const value = args[at];
    const isPath = at === 0 || (at === 1 && SECOND_PATH.has(name));
    const part = isPath
      ? pathShape(name, value)
      : at === 1 && WITH_DATA.has(name)
        ? dataShape(value)
        : argumentShape(value);
    if (part === null) return null;
    shape += part;
  }
  return shape;
}

function pathShape(name: string, value: unknown): string | null {
  return isWellFormed(name, value) ? ' path' : null;
}

function dataShape(value: unknown): string | null {
  if (typeof value === 'string') return ' text';
  return ArrayBuffer.isView(value) ? ' bytes' : null;
}

function argumentShape(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return plainShape(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (types.isDate(value)) return ' date';
  if (prototype !== Object.prototype && prototype !== null) return null;
  let shape = ' {';
  for (const [key, each] of Object.entries(value)) {
    const part = each instanceof AbortSignal ? ' signal' : plainShape(each);
    if (part === null) return null;
    shape += `${key}:${part}`;
  }
  return `${shape}}`;
}

function plainShape(value: unknown): string | null {
  if (typeof value === 'number') return numberShape(value);
  if (typeof value === 'symbol' || typeof value === 'function') return null;
  return typeof value === 'object' && value !== null ? null : ` ${typeof value} ${String(value)}`;
}

function numberShape(value: number): string {
  if (Number.isInteger(value))
    return value >= 0 && value <= SMALL_MAX ? ` ${value}` : value > 0 ? ' whole' : ` ${value}`;
  return Number.isFinite(value) && value > 0 ? ' fraction' : ` ${value}`;
}
