import { AsyncResource, createHook } from 'node:async_hooks';
import { callerOfSeam } from './caller.ts';
import { currentActor, runAsHarness } from './current-actor.ts';
import { harmlessBecause } from './harmless.ts';

/** Something asynchronous that an actor began and that no seam controls: its verdicts cannot be relied on. */
export interface Leak {
  /** Its async_hooks type, `TCPCONNECTWRAP`, or the name of a blocking call. `scenario.allow` lists these. */
  readonly resource: string;
  readonly actor: string;
  /** Step in which it began. */
  readonly step: number;
  /** Line of the code under test that began it: `src/upload.ts:40`. */
  readonly source: string;
  /** What is the matter and what to do about it, where declaring it harmless would not help. */
  readonly advice?: string;
  /** It has really begun, or been asked for: not where a seam refused it. */
  readonly isReal: boolean;
}

/** What the step's own drain completes, and the operations of the seams. All else waits for the real event loop. */
const CONTROLLED = [
  'PROMISE',
  'TickObject',
  'Microtask',
  'BLOBREADER',
  // HTTP parsers, which node:http over the simulated network has too: a real connection's socket is seen by itself.
  'HTTPCLIENTREQUEST',
  'HTTPINCOMINGMESSAGE',
  // What simulated sockets stand on. Node makes them over real ones too, which are seen by themselves.
  'JSSTREAM',
  'WRITEWRAP',
  'SHUTDOWNWRAP',
];

/** Resources that a seam takes over as an actor makes them, by type. */
const takenOver = new Map<string, (resource: object) => unknown>();

/**
 * For a seam that controls what this type's resources do: it gets each one as an actor makes it, before its first use. `take` returns
 * false for one that it leaves alone, which is reported as if there were no seam.
 */
export function takeOver<Resource extends object>(type: string, take: (resource: Resource) => unknown): void {
  takenOver.set(type, take as (resource: object) => unknown);
}

/** Leaks kept between two calls of `take`: more of them say nothing new, and code may open a socket in a loop. */
const LEAKS_MAX = 20;

/** The detectors that are armed, for the seams that see a leak which async_hooks does not. */
const armed = new Set<LeakDetector>();

/**
 * Sees whatever an actor does that no seam controls, by the asynchronous resource that Node makes for it. It keeps
 * names and lines only, never the resource: a leaked promise must not stay alive for having been seen.
 */
export class LeakDetector {
  private readonly controlled: ReadonlySet<string> = new Set(CONTROLLED);
  private readonly allowed: ReadonlySet<string>;
  private leaks: Leak[] = [];
  /** What is declared harmless: it is, unless somebody waits for it. */
  private tolerated: Leak[] = [];
  /** Lines of the resources seen, by async id: a socket's connection is begun by the socket, in no code's stack. */
  private readonly lines: Map<number, string> = new Map();
  private readonly hook = createHook({
    init: (id: number, type: string, trigger: number, resource: object) => {
      // Nearly all are promises: this line is the cost of the detector.
      if (type === 'PROMISE') return;
      try {
        // Resources that code makes for itself (a pool's, the seams' own) wait for nothing by themselves.
        if (this.controlled.has(type) || resource instanceof AsyncResource) return;
        const take = takenOver.get(type);
        const isTaken = take !== undefined && currentActor() !== undefined && take(resource) !== false;
        if (!isTaken) this.report(type, { isReal: true, id, trigger });
      } catch {
        // A hook that throws ends the process. Only what code under test has damaged can be why, which others see.
      }
    },
  });

  /** `allow`: resources that the scenario declares harmless. */
  constructor(allow: readonly string[] = []) {
    this.allowed = new Set(allow);
  }

  allows(resource: string): boolean {
    return this.allowed.has(resource);
  }

  arm(): void {
    armed.add(this);
    this.hook.enable();
  }

  disarm(): void {
    this.hook.disable();
    armed.delete(this);
  }

  /**
   * The leaks since the last call, each of its kind and line once. `isStuck`: nothing else could run any more, so that what was
   * declared harmless may be what is waited for.
   */
  take(isStuck: boolean = false): readonly Leak[] {
    if (this.leaks.length === 0 && this.tolerated.length === 0) return [];
    const leaks = isStuck ? [...this.leaks, ...this.tolerated] : this.leaks;
    this.leaks = [];
    this.tolerated = [];
    this.lines.clear();
    return leaks;
  }

  /** Records what the actor whose code is running has begun. */
  report(resource: string, { isReal, advice, id = 0, trigger = 0 }: Report): void {
    if (this.controlled.has(resource)) return;
    const actor = currentActor();
    if (actor === undefined && !isInSetup) return;
    const who = actor === undefined ? SETUP : { actor: actor.name, step: actor.execution.steps };
    if (this.allowed.has(resource)) this.tolerate(resource, who);
    else if (this.leaks.length < LEAKS_MAX && harmlessBecause(resource) === null) {
      const source = runAsHarness(callerOfSeam) || (this.lines.get(trigger) ?? '');
      if (this.lines.size < LEAKS_MAX) this.lines.set(id, source);
      if (this.leaks.some((leak) => leak.resource === resource && leak.source === source)) return;
      const what = advice ?? (actor === undefined ? BEGUN_IN_SETUP : undefined);
      this.leaks.push({ resource, isReal, ...who, source, ...(what === undefined ? {} : { advice: what }) });
    }
  }

  /** Without its line, which takes long to find out: what is allowed may be begun at every step. */
  private tolerate(resource: string, who: Pick<Leak, 'actor' | 'step'>): void {
    if (this.tolerated.some((leak) => leak.resource === resource && leak.actor === who.actor)) return;
    if (this.tolerated.length < LEAKS_MAX) {
      this.tolerated.push({ resource, isReal: true, ...who, source: '', advice: WAITED_FOR });
    }
  }
}

/** What is known of a leak beside its name. */
interface Report {
  readonly isReal: boolean;
  readonly advice?: string | undefined;
  /** Of the asynchronous resource and of the one that it came of, if it is one. */
  readonly id?: number;
  readonly trigger?: number;
}

const SETUP = { actor: 'setup', step: 0 };
const BEGUN_IN_SETUP = 'which is a real one, since no actor began it; begin it in an actor';

const WAITED_FOR = 'which is allowed, but nothing else could run: whoever waits for it waits for the real world';

let isInSetup = false;

/** Whether a scenario's setup is running. */
export function isSettingUp(): boolean {
  return isInSetup;
}

/** Runs a scenario's setup: whatever asynchronous it begins is no actor's, so it passes the seams and is real. */
export function settingUp<T>(setup: () => T): T {
  isInSetup = true;
  try {
    return setup();
  } finally {
    isInSetup = false;
  }
}

/** For what the harness itself has to do while a setup runs. */
export function notSettingUp(call: () => void): void {
  const before = isInSetup;
  isInSetup = false;
  try {
    call();
  } finally {
    isInSetup = before;
  }
}

/** Whether the scenario whose executions are watched declares this harmless. */
export function isAllowed(resource: string): boolean {
  for (const detector of armed) if (detector.allows(resource)) return true;
  return false;
}

/** For a seam that refuses a call. */
export function reportLeak(resource: string, advice: string): void {
  for (const detector of armed) detector.report(resource, { isReal: false, advice });
}

/** For one that sees what async_hooks cannot: a blocking call, a weak reference. It really happens. */
export function reportRealCall(resource: string): void {
  for (const detector of armed) detector.report(resource, { isReal: true });
}
