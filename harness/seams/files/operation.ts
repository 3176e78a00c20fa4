import type { AccessLog } from '../../engine/access-log.ts';
import type { Actor } from '../../engine/operation.ts';
import { EFFECT, type Footprint, Operation, type Phase } from '../../engine/operation.ts';
import { hashString } from '../../engine/trace-hash.ts';
import { MADE_UP } from '../../world/disk/path.ts';
import { worldOf } from '../../world/world.ts';
import { codeOf, isFailureOfCall, outcomeOf } from './failure.ts';
import { fileFootprint } from './footprint.ts';
import { nameHostPath } from './host-path.ts';
import { diskOf, type FileWork } from './work.ts';

/** Calls that neither open a file nor make an inode. */
const NUMBERLESS = new Set([
  'access',
  'chmod',
  'exists',
  'link',
  'lstat',
  'lutimes',
  'readdir',
  'readlink',
  'realpath',
  'rename',
  'rm',
  'rmdir',
  'stat',
  'unlink',
  'utimes',
]);
const FILES_SALT = hashString('files');

type Resolve = (value: unknown) => void;
type Reject = (error: unknown) => void;

/** An asynchronous file call: each effect and the delivery are steps of their own, each within `fileMsMax`. */
export class FileOperation extends Operation {
  private readonly work: FileWork;
  private readonly fileMsMax: number;
  private readonly resolve: Resolve;
  private readonly reject: Reject;
  private error: Error | null = null;
  /** The error's code as it was: whoever gets the error may change it. */
  private code = '';

  constructor(actor: Actor, work: FileWork, resolve: Resolve, reject: Reject) {
    const { now } = actor.execution;
    const world = worldOf(actor.execution);
    const fileMsMax = world?.fileMsMax ?? 0;
    super(actor, work.kind, diskOf(actor).aliases.resource(work.path, actor), EFFECT, now, now + fileMsMax);
    this.work = work;
    this.fileMsMax = fileMsMax;
    this.resolve = resolve;
    this.reject = reject;
    if (work.path.mayBeOfHost) nameHostPath(actor, work);
  }

  override effect(): 'again' | 'deliver' {
    const { actor, work } = this;
    try {
      const { volume, real } = diskOf(actor);
      const went = real === null ? work.effect(volume, actor) : real.effect(work, actor);
      if (went === 'deliver') return 'deliver';
    } catch (error) {
      if (!isFailureOfCall(error)) throw error;
      this.error = error;
      this.code = codeOf(error);
      return 'deliver';
    }
    const { now } = actor.execution;
    this.earliest = now;
    this.latest = now + this.fileMsMax;
    return 'again';
  }

  override deliveryWindow(): readonly [number, number] {
    return deliveryWindow(this.fileMsMax);
  }

  override deliver(): void {
    if (this.error === null) this.resolve(this.work.value);
    else this.reject(this.error);
  }

  override outcome(): number {
    return this.error === null ? 0 : outcomeOf(this.error);
  }

  override describe(phase: Phase): string {
    if (this.error !== null) return this.code;
    return phase === EFFECT ? this.work.describe() : '';
  }

  override get runsScenarioCode(): boolean {
    return diskOf(this.actor).log.isWatched;
  }

  override get isOfDisk(): boolean {
    return true;
  }

  override footprint(): Footprint {
    return fileFootprint(diskOf(this.actor), this.actor, this.work.touches());
  }

  override logAccesses(log: AccessLog): void {
    super.logAccesses(log);
    const { actor, work } = this;
    // Which number a file gets, descriptor or inode, depends on what else the process has open or made.
    if (!NUMBERLESS.has(work.kind.name)) log.writes(actor.process.memoryKey ^ FILES_SALT);
    for (const { path } of work.touches()) {
      // An alias goes to whoever brings the name up first, so it may differ between executions of one trace.
      if (MADE_UP.test(path.absolute)) log.writes(hashString(path.absolute));
    }
  }
}

// One promise executor for all calls, as for gates: no closure a call.
let capturedResolve: Resolve = () => {};
let capturedReject: Reject = () => {};
const capture = (resolve: Resolve, reject: Reject): void => {
  capturedResolve = resolve;
  capturedReject = reject;
};

/** Begins the call; the promise settles in its delivery. */
export function promiseOf(actor: Actor, work: FileWork): Promise<unknown> {
  const promise = new Promise<unknown>(capture);
  actor.execution.issue(new FileOperation(actor, work, capturedResolve, capturedReject));
  return promise;
}

let lastWindow: readonly [number, number] = [0, 0];

/** The same pair again while the bound is the same: executions of one scenario share it. */
function deliveryWindow(fileMsMax: number): readonly [number, number] {
  if (lastWindow[1] !== fileMsMax) lastWindow = [0, fileMsMax];
  return lastWindow;
}
