import { getSystemErrorMap } from 'node:util';

/** `ENOENT` -> its number (negative, as libuv has it) and text, from the running Node: both differ between platforms. */
let table: Map<string, readonly [errno: number, message: string]> | null = null;

function lookup(code: string): readonly [errno: number, message: string] | undefined {
  if (table === null) {
    table = new Map();
    for (const [errno, [name, message]] of getSystemErrorMap()) table.set(name, [errno, message]);
  }
  return table.get(code);
}

export function isSystemErrorCode(code: string): boolean {
  return lookup(code) !== undefined;
}

/**
 * The error that a failed system call gives, down to the text: `ENOENT: no such file or directory, open '/x'`.
 * Without stack frames, as Node's own errors of asynchronous calls: capturing them would cost more than the call.
 */
export function fileError(code: string, syscall: string, path?: string, dest?: string): NodeJS.ErrnoException {
  const [errno, text] = lookup(code) ?? [-1, 'unknown error'];
  let message = `${code}: ${text}, ${syscall}`;
  if (path !== undefined) message += ` '${path}'`;
  if (dest !== undefined) message += ` -> '${dest}'`;
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  const error: NodeJS.ErrnoException & { dest?: string } = new Error(message);
  Error.stackTraceLimit = limit;
  error.errno = errno;
  error.code = code;
  error.syscall = syscall;
  if (path !== undefined) error.path = path;
  if (dest !== undefined) error.dest = dest;
  return error;
}

/** `rm` of a directory without `recursive`: the one file error that Node words in its own way. */
export function isDirectoryError(path: string): NodeJS.ErrnoException {
  const error: NodeJS.ErrnoException & { info?: object } = new Error(
    `Path is a directory: rm returned EISDIR (is a directory) ${path}`,
  );
  error.name = 'SystemError';
  error.code = 'ERR_FS_EISDIR';
  error.info = { code: 'EISDIR', message: 'is a directory', path, syscall: 'rm', errno: -EISDIR };
  error.errno = -EISDIR;
  error.syscall = 'rm';
  error.path = path;
  return error;
}

/** What `cp` finds wrong by itself: `Invalid src or dest: cp returned EINVAL (src and dest cannot be the same) /x`. */
export function copyError(code: string, what: string, errorCode: string, path: string): NodeJS.ErrnoException {
  const message = `${COPY_ERRORS[errorCode]}: cp returned ${code} (${what}) ${path}`;
  const errno = -(lookup(code)?.[0] ?? -1);
  const info = { message: what, path, syscall: 'cp', errno, code };
  const error = Object.assign(new Error(message), { code: errorCode, info, errno, syscall: 'cp', path });
  error.name = 'SystemError';
  return error;
}

const COPY_ERRORS: Readonly<Record<string, string>> = {
  ERR_FS_CP_DIR_TO_NON_DIR: 'Cannot overwrite non-directory with directory',
  ERR_FS_CP_EEXIST: 'Target already exists',
  ERR_FS_CP_EINVAL: 'Invalid src or dest',
  ERR_FS_CP_NON_DIR_TO_DIR: 'Cannot overwrite directory with non-directory',
  ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY: 'Cannot overwrite symlink in subdirectory of self',
  ERR_FS_EISDIR: 'Path is a directory',
};

const EISDIR = lookup('EISDIR')?.[0] ?? -21;
