import { RacelineError } from '../../engine/errors.ts';
import type { Actor } from '../../engine/operation.ts';
import type { SimProcess } from '../../engine/process.ts';
import { isSystemErrorCode } from './error.ts';
import type { DiskPath } from './path.ts';

/** A file call that shall fail: `{ call: 'write', code: 'ENOSPC', path: /\.tmp$/ }`. */
export interface DiskFault {
  /**
   * The system call: open, read, write, close, rename, unlink, fsync, mkdir, stat ... `readFile`, `writeFile` and
   * `appendFile` may be named too and mean their `read` and `write`; `readdir` means `scandir`.
   */
  readonly call: string;
  /** `ENOSPC`, `EIO`, `EMFILE` ... */
  readonly code: string;
  /** Exact path, or a pattern; default: any. A rename or link matches by either name. */
  readonly path?: string | RegExp;
  /** How many calls fail; default 1. */
  readonly times?: number;
  /** How many matching calls succeed first; default 0. */
  readonly after?: number;
  /** Default: any process. */
  readonly process?: SimProcess;
}

const SYSTEM_CALLS: Readonly<Record<string, string>> = {
  readFile: 'read',
  writeFile: 'write',
  appendFile: 'write',
  readdir: 'scandir',
  copyFile: 'copyfile',
  truncate: 'ftruncate',
  utimes: 'utime',
};

/** The faults that a scenario has put on its disk. */
export class DiskFaults {
  /** Calls that have failed. */
  taken = 0;
  private readonly armed: { fault: DiskFault; call: string; after: number; times: number }[] = [];

  get isEmpty(): boolean {
    return this.armed.length === 0;
  }

  /** Returns the function that takes the fault away again. */
  inject(fault: DiskFault): () => void {
    if (!isSystemErrorCode(fault.code)) throw unknownCode(fault.code);
    const call = SYSTEM_CALLS[fault.call] ?? fault.call;
    const armed = { fault, call, after: fault.after ?? 0, times: fault.times ?? 1 };
    this.armed.push(armed);
    return () => this.disarm(armed);
  }

  /** The code that this call is to fail with; undefined: it is not. A fault that has failed all its calls is gone. */
  take(caller: Actor | null, call: string, path: DiskPath | null, to: DiskPath | null): string | undefined {
    if (caller === null) return undefined;
    for (const armed of this.armed) {
      if (armed.call !== call || !matches(armed.fault, caller, path, to)) continue;
      if (armed.after > 0) {
        armed.after--;
        continue;
      }
      if (--armed.times <= 0) this.disarm(armed);
      this.taken++;
      return armed.fault.code;
    }
    return undefined;
  }

  private disarm(armed: (typeof this.armed)[number]): void {
    const at = this.armed.indexOf(armed);
    if (at >= 0) this.armed.splice(at, 1);
  }
}

function matches(fault: DiskFault, caller: Actor, path: DiskPath | null, to: DiskPath | null): boolean {
  if (fault.process !== undefined && fault.process !== caller.process) return false;
  if (fault.path === undefined) return true;
  return isAt(fault.path, path) || isAt(fault.path, to);
}

function isAt(pattern: string | RegExp, path: DiskPath | null): boolean {
  if (path === null) return false;
  return typeof pattern === 'string' ? pattern === path.absolute : path.absolute.search(pattern) >= 0;
}

function unknownCode(code: string): RacelineError {
  return new RacelineError('ERR_USAGE', {
    what: `the scenario injected the file error ${code}`,
    why: 'no system call fails with such a code',
    next: 'Use one of os.constants.errno: ENOSPC, EIO, EACCES, EMFILE ...',
  });
}
