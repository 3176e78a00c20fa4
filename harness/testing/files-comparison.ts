import fs, { type Dirent, type Stats } from 'node:fs';
import fc, { type Arbitrary } from 'fast-check';

/**
 * Calls as data, for comparing the simulated disk with the real one: the same code performs them outside an actor, where
 * they reach the real disk, and inside one. Used by files/comparison.test.ts and by file-programs.ts.
 */
export interface FileCall {
  readonly api: 'promises' | 'callback' | 'sync';
  readonly name: string;
  /** Paths are relative to the root; `fd` picks one of the files opened so far. */
  readonly args: readonly Argument[];
}

type Argument =
  | { readonly path: string }
  | { readonly fd: number }
  | { readonly value: unknown }
  | { readonly bytes: number };

const NAMES = ['a', 'b', 'd', 'd/x', 'd/e', 'd/e/y', 'd/../a', 'link', 'link/x', 'a/', 'd/', 'missing/x', '.', ''];
const odd: Arbitrary<Argument> = fc.record({ path: fc.constantFrom(...NAMES) });
/** Names that actors meet at: most calls about them find something. */
const shared: Arbitrary<Argument> = fc.record({ path: fc.constantFrom('a', 'b', 'd', 'd/x', 'd/a', 'd/e') });
const fd: Arbitrary<Argument> = fc.record({ fd: fc.nat(5) });
const FLAGS = ['r', 'r+', 'w', 'wx', 'w+', 'wx+', 'a', 'ax', 'a+', 'ax+', 'as', 0, 1, 2, 64, 66, 193, 577, 1025];
const TEXTS = ['', 'x', 'hello', 'a longer line of text\n', 'ü'];

function value(...values: unknown[]): Arbitrary<Argument> {
  return fc.record({ value: fc.constantFrom(...values) });
}

const text = value(...TEXTS);
// The owner may do everything, so that whoever runs the tests may go on.
const mode = value(0o700, 0o755, '744');
const position = value(null, 0, 2, 7);
const time = value(1_000, 1_700_000_000.5, '5');
const size = value(0, 3, 30);

/** The owner that a file has anyway: nobody but root may give files away. */
const OWN = [value(process.getuid?.() ?? 0), value(process.getgid?.() ?? 0)];

type Arguments = Readonly<Record<string, readonly Arbitrary<Argument>[]>>;

/** The arguments of each call. */
const onPaths = (path: Arbitrary<Argument>): Arguments => ({
  access: [path, value(undefined, fs.constants.R_OK, fs.constants.W_OK, fs.constants.X_OK)],
  appendFile: [path, text, value(undefined, 'utf8', { flag: 'ax' }, { mode: 0o600 })],
  chmod: [path, mode],
  chown: [path, ...OWN],
  copyFile: [path, path, value(0, fs.constants.COPYFILE_EXCL)],
  lchown: [path, ...OWN],
  link: [path, path],
  lstat: [path, value(undefined, { bigint: true })],
  lutimes: [path, time, time],
  mkdir: [path, value(undefined, { recursive: true }, { mode: 0o700 })],
  readdir: [path, value(undefined, { withFileTypes: true }, 'buffer')],
  readFile: [path, value(undefined, 'utf8', 'latin1', { flag: 'r+' }, { flag: 'a+' })],
  readlink: [path],
  realpath: [path],
  rename: [path, path],
  rm: [path, value(undefined, { force: true }, { recursive: true }, { recursive: true, force: true })],
  rmdir: [path],
  stat: [path, value(undefined, { bigint: true })],
  symlink: [value('a', 'd', 'nowhere', 'd/e', 'link'), path],
  truncate: [path, size],
  unlink: [path],
  utimes: [path, time, time],
  writeFile: [path, text, value(undefined, 'utf8', { flag: 'wx' }, { flag: 'r+' }, { mode: 0o600 }, { flush: true })],
});
const ON_FILES: Arguments = {
  close: [fd],
  fchmod: [fd, mode],
  fdatasync: [fd],
  fstat: [fd],
  fsync: [fd],
  ftruncate: [fd, size],
  futimes: [fd, time, time],
  read: [fd, fc.constant({ bytes: 12 }), value(0, 2), value(0, 5, 10), position],
  readFile: [fd, value('utf8')],
  write: [fd, text, position],
  writeFile: [fd, value('x', 'hello')],
};

function callOf(
  name: string,
  args: readonly Arbitrary<Argument>[],
  apis: readonly FileCall['api'][],
): Arbitrary<FileCall> {
  return fc.record({ api: fc.constantFrom(...apis), name: fc.constant(name), args: fc.tuple(...args) });
}

function named(names: readonly string[], args: Arguments, apis: readonly FileCall['api'][]): Arbitrary<FileCall> {
  return fc.oneof(...names.map((name) => callOf(name, args[name] ?? [], apis)));
}

const MAKING = ['mkdir', 'writeFile', 'symlink', 'link'];

/** How often: any call at all, `open`, calls that make something, that move or remove it, that are on what is open. */
function callsOn(path: Arbitrary<Argument>, [any, open, make, move, use]: readonly number[]): Arbitrary<FileCall> {
  const args = onPaths(path);
  // `fs.readFile` of a descriptor with a callback loses the error of its read on Node 20: a bug not worth having.
  const using = Object.entries(ON_FILES).map(([name, each]) => {
    return callOf(name, each, name === 'readFile' ? ['sync'] : ['callback', 'sync']);
  });
  const calls = [
    ...Object.entries(args).map(([name, each]) => callOf(name, each, ['promises', 'callback', 'sync'])),
    ...using,
  ];
  const moving = named(['rename', 'unlink', 'rmdir', 'copyFile', 'rm'], args, ['promises', 'callback', 'sync']);
  return fc.oneof(
    { weight: any ?? 0, arbitrary: fc.oneof(...calls) },
    { weight: open ?? 0, arbitrary: callOf('open', [path, value(...FLAGS), mode], ['callback', 'sync']) },
    { weight: make ?? 0, arbitrary: named(MAKING, args, ['sync', 'promises']) },
    { weight: move ?? 0, arbitrary: moving },
    { weight: use ?? 0, arbitrary: fc.oneof(...using) },
  );
}

/** Some of these come first, or most calls would find nothing that they could be about. */
const FOUND: readonly FileCall[] = [
  { api: 'sync', name: 'mkdir', args: [{ path: 'd' }] },
  { api: 'sync', name: 'mkdir', args: [{ path: 'd/e' }] },
  { api: 'sync', name: 'writeFile', args: [{ path: 'a' }, { value: 'of a' }] },
  { api: 'sync', name: 'writeFile', args: [{ path: 'd/x' }, { value: 'of x' }, { value: { mode: 0o604 } }] },
  { api: 'sync', name: 'symlink', args: [{ value: 'a' }, { path: 'link' }] },
];

export const fileCalls: Arbitrary<FileCall[]> = foundBefore(
  fc.array(callsOn(odd, [6, 1, 2, 0]), { minLength: 1, maxLength: 25, size: 'max' }),
);

/** The same for actors that meet; `mkdtemp` only two disks of the same randomness answer alike. */
export const sharedFileCalls: Arbitrary<FileCall[]> = foundBefore(
  fc.array(
    fc.oneof(
      { weight: 12, arbitrary: callsOn(shared, [4, 3, 4, 4, 6]) },
      { weight: 2, arbitrary: callsOn(odd, [6, 1, 2, 2]) },
      { weight: 1, arbitrary: callOf('mkdtemp', [fc.oneof(shared, odd)], ['promises', 'callback', 'sync']) },
    ),
    { minLength: 4, maxLength: 14, size: 'max' },
  ),
);

function foundBefore(calls: Arbitrary<FileCall[]>): Arbitrary<FileCall[]> {
  return fc.tuple(fc.subarray([...FOUND]), calls).map(([found, calls]) => [...found, ...calls]);
}

/** Performs the calls below `root`, one after the other, and says what came of each and what is left. */
export async function perform(calls: readonly FileCall[], root: string): Promise<unknown[]> {
  const fds: number[] = [];
  const outcomes: unknown[] = [];
  for (const call of calls) {
    const needsFd = call.args.some((argument) => 'fd' in argument);
    if (needsFd && fds.length === 0) continue;
    const args = call.args.map((argument) => argumentOf(argument, root, fds));
    if (isLeftOut(call.name, args[0])) continue;
    try {
      const result = await invoke(call, args);
      if (call.name === 'open') fds.push(result as number);
      if (call.name === 'close') fds.splice(fds.indexOf(args[0] as number), 1);
      outcomes.push([
        call.name,
        call.name === 'open' ? 'fd' : plain(result),
        Buffer.isBuffer(args[1]) ? plain(args[1]) : '',
      ]);
    } catch (error) {
      outcomes.push(isForgiven(call, error) ? [call.name, null, ''] : [call.name, errorOf(call, error)]);
    }
  }
  for (const fd of fds) fs.closeSync(fd);
  outcomes.push(tree(root));
  return outcomes;
}

/**
 * `realpath('')` is the working directory, which only one of the disks has. `copyFile` from a directory fails on both,
 * but libuv then removes the target, whatever it was: nobody can rely on that. `rm -r` of a link with a slash at its end
 * does nothing in some of Node's APIs.
 */
function isLeftOut(name: string, path: unknown): boolean {
  if (name === 'realpath') return path === '';
  try {
    if (name === 'copyFile') return fs.statSync(String(path)).isDirectory();
    return name === 'rm' && String(path).endsWith('/') && fs.lstatSync(String(path).slice(0, -1)).isSymbolicLink();
  } catch {
    return false;
  }
}

/** The simulated disk words its errors as Node 20 and 22 do; later versions word some corners of their own otherwise. */
const IS_WORDED_ALIKE = Number.parseInt(process.versions.node, 10) < 24;

function errorOf(call: FileCall, error: unknown): unknown {
  if (isWordedVariously(call, error)) return 'no directory';
  if (IS_WORDED_ALIKE) return plainError(error);
  return call.name === 'rm' ? 'refused' : Reflect.get(Object(error), 'code');
}

/** A forced rm of a path that leads through a file: an error up to Node 23, nothing to do from 24 on. */
function isForgiven(call: FileCall, error: unknown): boolean {
  return isWordedVariously(call, error) && call.name === 'rm' && JSON.stringify(call).includes('"force":true');
}

/** Node words these in ways that differ between its own APIs: `mkdir -p` of dangling links, `rm` below a file or a loop. */
function isWordedVariously(call: FileCall, error: unknown): boolean {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  if (call.name === 'rm') return code === 'ENOTDIR' || code === 'ELOOP';
  return (
    call.name === 'mkdir' && (code === 'ENOENT' || code === 'ENOTDIR') && JSON.stringify(call).includes('recursive')
  );
}

function argumentOf(argument: Argument, root: string, fds: readonly number[]): unknown {
  if ('path' in argument) return argument.path === '' ? '' : `${root}/${argument.path}`;
  if ('fd' in argument) return fds[argument.fd % fds.length];
  if ('bytes' in argument) return Buffer.alloc(argument.bytes, '.');
  return argument.value;
}

type Call = (...args: unknown[]) => unknown;

function invoke({ api, name }: FileCall, given: readonly unknown[]): unknown {
  const args = given.at(-1) === undefined ? given.slice(0, -1) : given;
  if (api === 'promises') return (Reflect.get(fs.promises, name) as Call)(...args);
  if (api === 'sync') return (Reflect.get(fs, `${name}Sync`) as Call)(...args);
  return new Promise((resolve, reject) => {
    (Reflect.get(fs, name) as Call)(...args, (error: unknown, result: unknown) => {
      if (error === null || error === undefined) resolve(result);
      else reject(error);
    });
  });
}

function tree(directory: string): unknown {
  const names = fs.readdirSync(directory).sort();
  return names.map((name) => {
    const path = `${directory}/${name}`;
    const stats = fs.lstatSync(path);
    if (stats.isDirectory()) return [name, stats.mode, tree(path)];
    return [name, plain(stats), stats.isSymbolicLink() ? fs.readlinkSync(path) : fs.readFileSync(path, 'latin1')];
  });
}

/** What must be the same on both disks, in a form that can be compared and printed. */
export function plain(value: unknown): unknown {
  if (value instanceof fs.Stats || isBigintStats(value)) return plainStats(value);
  if (Buffer.isBuffer(value)) return `bytes ${value.toString('latin1')}`;
  if (Array.isArray(value)) return value.map(plain).sort(byText);
  if (value instanceof fs.Dirent) return plainEntry(value);
  return value ?? null;
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

function isBigintStats(value: unknown): value is Stats {
  return typeof value === 'object' && value !== null && 'mtimeNs' in value;
}

function plainEntry(entry: Dirent): unknown {
  return [entry.name, entry.parentPath, entry.isFile(), entry.isDirectory(), entry.isSymbolicLink()];
}

/** Times that the test set are compared; the others are of the clock. Directory sizes and links are the file system's. */
function plainStats(stats: Stats): unknown {
  const isDirectory = stats.isDirectory();
  const mtimeMs = Number(stats.mtimeMs);
  return {
    class: Object.getPrototypeOf(stats).constructor.name,
    fields: Object.keys(stats),
    types: Object.values(stats).map((field) => typeof field),
    mode: Number(stats.mode),
    isFile: stats.isFile(),
    isSymbolicLink: stats.isSymbolicLink(),
    size: isDirectory ? 0 : Number(stats.size),
    nlink: isDirectory ? 0 : Number(stats.nlink),
    mtime: mtimeMs < LATEST_SET_MS ? [mtimeMs, stats.mtime.getTime()] : 'now',
  };
}

/** Later than any time that the calls set, earlier than any clock. */
const LATEST_SET_MS = 1_750_000_000_000;

export function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return { ...error, name: error.name, message: error.message };
}
