import type { SimProcess } from '../../engine/process.ts';

type ExitCode = typeof process.exitCode;

const codes = new WeakMap<SimProcess, ExitCode>();
/** Whether some process of the execution in progress has set one: most never do. */
let isUsed = false;

let outside: ExitCode;

/** Before a slice of exploration: that of this process is the command's verdict. */
export function saveExitCode(): void {
  outside = process.exitCode;
}

/** After the slice. */
export function restoreExitCode(): void {
  process.exitCode = outside;
}

/** Before an execution: none of its processes has an exit code yet. */
export function forgetExitCodes(): void {
  isUsed = false;
  process.exitCode = undefined;
}

/**
 * Makes `process.exitCode` that of the process whose step begins. Node does not let the property be replaced, so the real one
 * has in turn the value of each; after the slice it is as it was.
 */
export function showExitCode(owner: SimProcess): void {
  if (isUsed) process.exitCode = codes.get(owner);
}

/** After the step: what its code has set is that process's. */
export function keepExitCode(owner: SimProcess): void {
  const code = process.exitCode;
  if (code === undefined && !isUsed) return;
  isUsed = true;
  codes.set(owner, code);
}
