import type { AccessLog, StepWatcher } from '../engine/access-log.ts';
import { behind, type Known, knownOf } from './known.ts';
import { mix } from './location.ts';
import { watchSettlement } from './settlements.ts';
import { type Part, Snapshot } from './snapshot.ts';

/** Objects watched in one execution: looking at more after every step would take longer than reduction saves. */
const OBJECTS_MAX = 2_000;

/** What tracking knows of one execution: the objects that it has met, which it looks at when a step is over. */
export class Watcher implements StepWatcher {
  private readonly log: AccessLog;
  private readonly snapshots: Snapshot[] = [];
  private readonly members: Set<Known> = new Set();
  /** The step that named an object last, and how many it has named. */
  private namingStep = 0;
  private named = 0;
  private isBlind = false;

  constructor(log: AccessLog) {
    this.log = log;
  }

  /** An object is to be tracked from now on, with all that is reached from it. */
  track(root: Known): void {
    if (this.members.has(root)) return;
    if (!isTrackable(root)) {
      this.watch(root.raw);
      return;
    }
    this.name(root);
    const todo = [root];
    // Breadth first, in the order of properties: the same objects get the same names in every execution.
    for (const known of todo) {
      for (const { place, value, isFixed } of this.member(known)) {
        if (typeof value !== 'object' || value === null || behind(value) !== undefined) continue;
        const part = knownOf(value);
        if (!isTrackable(part) || part.isForeign || isFixed) {
          this.watch(value);
        } else if (!this.members.has(part)) {
          this.name(part);
          [part.parent, part.place] = [known, place];
          todo.push(part);
          this.members.add(part);
        }
      }
    }
  }

  /** Code that is not seen may hold this object: it is compared after each step, with all that is reached from it. */
  watch(object: object): void {
    const todo = [object];
    for (const each of todo) {
      const known = knownOf(each);
      if (this.members.has(known) || behind(each) !== undefined) continue;
      if (known.kind === 'promise') watchSettlement(each as Promise<unknown>);
      if (known.kind === 'opaque') this.goBlind();
      if (known.kind === 'promise' || known.kind === 'opaque' || known.kind === 'value') continue;
      if (known.proxy === null) known.isForeign = true;
      for (const { value } of this.member(known)) if (typeof value === 'object' && value !== null) todo.push(value);
    }
  }

  stepEnds(log: AccessLog, isSetup: boolean): void {
    if (this.isBlind) return;
    // What is found on the way is new and need not be looked at.
    const known = this.snapshots.length;
    for (let i = 0; i < known; i++) {
      const snapshot = this.snapshots[i];
      if (snapshot?.look(log) !== 'unseen') continue;
      if (!isSetup) log.touchesEverything();
      for (const { value } of snapshot.parts) if (typeof value === 'object' && value !== null) this.watch(value);
    }
  }

  /** Whatever is different has been accounted for: from here on it is compared with what is there now. */
  catchesUp(): void {
    for (const snapshot of this.snapshots) snapshot.renew();
  }

  /** Begins to look at an object. Returns what it holds. */
  private member(known: Known): readonly Part[] {
    this.members.add(known);
    if (this.isBlind) return [];
    if (this.snapshots.length === OBJECTS_MAX) {
      this.goBlind();
      return [];
    }
    const snapshot = new Snapshot(known);
    this.snapshots.push(snapshot);
    return snapshot.parts;
  }

  /**
   * The id of an object: the step that brought it in, and how many that step had brought in before. So it is the same in
   * every execution in which that step does the same, whatever independent steps did before it.
   */
  private name(known: Known): void {
    const step = this.log.stepIdentity;
    if (step !== this.namingStep) this.named = 0;
    this.namingStep = step;
    known.id = mix(step, ++this.named);
  }

  private goBlind(): void {
    this.isBlind = true;
    this.snapshots.length = 0;
    this.log.seesNothing();
  }
}

function isTrackable({ kind }: Known): boolean {
  return kind === 'object' || kind === 'map' || kind === 'set';
}

/** The watcher of the execution that this log is of. */
export function watcherOf(log: AccessLog): Watcher {
  if (log.watcher instanceof Watcher) return log.watcher;
  const watcher = new Watcher(log);
  log.watcher = watcher;
  return watcher;
}
