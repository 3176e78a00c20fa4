import fs from 'node:fs';
import { optionsOf } from '../options.ts';
import { onlyPath, type RealCall } from './real-call.ts';

// Taken in time: later they are the seams'.
const { lstatSync, rmSync, rmdirSync, unlinkSync } = fs;

/** By its system calls: Node words what goes wrong differently in each form and version. */
export function removeReally(call: RealCall): unknown {
  const { args, simulated, value } = call;
  const path = onlyPath(call);
  const { force, recursive } = optionsOf(args[1]);
  const stats =
    force === true && !('error' in simulated) ? lstatSync(path, { throwIfNoEntry: false }) : lstatSync(path);
  if (stats === undefined) return value;
  if (!stats.isDirectory()) return unlinkSync(path);
  if (recursive === true && !('error' in simulated)) return rmSync(path, { recursive });
  // That it is a directory Node says by itself.
  if (recursive !== true && 'error' in simulated) throw simulated.error;
  // By what is left to fail: from Node 24 on, its synchronous form empties `x/.` before it does.
  return rmdirSync(path);
}

export function removeDirectoryReally(call: RealCall): void {
  const isWhole = optionsOf(call.args[1]).recursive === true && !('error' in call.simulated);
  if (isWhole) rmSync(onlyPath(call), { recursive: true });
  else rmdirSync(onlyPath(call));
}
