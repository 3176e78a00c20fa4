import { ChildProcess } from 'node:child_process';
import { currentActor } from '../../engine/current-actor.ts';
import { isAllowed, takeOver } from '../../engine/leak-detector.ts';
import { replaceMethod } from '../dispatch/dispatch.ts';
import { controlChild, type ProcessHandle } from './child.ts';
import { PROCESS } from './command.ts';
import { installSynchronousPrograms } from './synchronous.ts';

/** Whether Node is making what a process needs: its pipes are for that alone. */
let isBeginning = false;

/**
 * `node:child_process` against the programs that the scenario declares. A ChildProcess, its streams and its events are Node's own;
 * what is below them is simulated: their handles. A program that is not declared is refused, and named.
 *
 * Not covered: handles sent with messages, `serialization: 'advanced'`, `node:cluster`.
 */
export function installChildProcessSeam(): void {
  replaceMethod<ChildProcess>(ChildProcess.prototype, 'spawn', (child, args, original) => {
    const before = isBeginning;
    isBeginning = currentActor() !== undefined && !isAllowed(PROCESS);
    try {
      return Reflect.apply(original, child, args);
    } finally {
      isBeginning = before;
    }
  });
  takeOver<ProcessHandle>(PROCESS, (handle) => {
    const actor = currentActor();
    if (actor === undefined || isAllowed(PROCESS)) return false;
    controlChild(handle, actor);
    return true;
  });
  // Made for each `pipe` and never opened: whoever begins the process puts an end of a simulated one in its place.
  takeOver('PIPEWRAP', () => isBeginning);
  installSynchronousPrograms();
}
