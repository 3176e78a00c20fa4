import { currentAccessLog } from './access-log.ts';
import type { SimProcess } from './process.ts';
import { aliveKey } from './shared-keys.ts';

/**
 * Whether the process has not been killed so far, for code whose doings depend on the answer: the step that asks here, and
 * not `process.alive`, does not count as independent of the one that kills.
 */
export function isAlive(process: SimProcess): boolean {
  const log = currentAccessLog();
  if (log?.seesMemory === true) log.reads(aliveKey(process));
  return process.alive;
}
