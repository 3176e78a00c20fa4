import type { SimProcess } from '../../engine/process.ts';

/**
 * Thrown by `process.exit` of a simulated process, because a call that never returns cannot be had, and by every seam that
 * its code calls afterwards: a `finally` that removes a lock file does not run in Node. What a dead process throws is nobody's.
 */
export class ProcessExit extends Error {
  constructor(process: SimProcess) {
    super(`simulated process ${process.name} has ended`);
    this.name = 'ProcessExit';
  }
}
