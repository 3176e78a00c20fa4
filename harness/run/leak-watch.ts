import { type Leak, LeakDetector } from '../engine/leak-detector.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Something that escaped the seams. */
export interface Escape {
  /** One line. */
  readonly says: string;
  /** It really began, and would again in every execution that follows: a process, a connection, a stream of zlib. */
  readonly isReal: boolean;
}

/** Watches executions for what no seam controls, whichever way they are controlled. */
export interface LeakWatch {
  arm(): void;
  disarm(): void;
  /** What escaped since the last call. `isStuck`: the execution ended in a deadlock. */
  take(isStuck: boolean): readonly Escape[];
}

/** The watch that fits the scenario's kind of control. */
export function leakWatchFor(scenario: Scenario): LeakWatch {
  return scenario.control === 'gates' ? new ActiveResources() : new DetectedLeaks(scenario.allow ?? []);
}

const NONE: readonly Escape[] = [];

class DetectedLeaks implements LeakWatch {
  private readonly detector: LeakDetector;

  constructor(allow: readonly string[]) {
    this.detector = new LeakDetector(allow);
  }

  arm(): void {
    this.detector.arm();
  }

  disarm(): void {
    this.detector.disarm();
  }

  take(isStuck: boolean): readonly Escape[] {
    return this.detector.take(isStuck).map((leak) => ({ says: describeLeak(leak), isReal: leak.isReal }));
  }
}

/**
 * In gates mode nobody knows whose code is running, but the loop is synchronous: a real timer or socket that the code
 * began is still active when the execution ends. Looked at only before claiming a deadlock, which such code resembles.
 */
class ActiveResources implements LeakWatch {
  private before: readonly string[] = [];

  arm(): void {
    this.before = process.getActiveResourcesInfo();
  }

  disarm(): void {}

  take(isStuck: boolean): readonly Escape[] {
    if (!isStuck) return NONE;
    const now = process.getActiveResourcesInfo();
    if (now.length <= this.before.length) return [];
    const began = now.slice(this.before.length).join(', ');
    const says = `the code waits for real events (${began}), which control: 'gates' does not control; use the seams`;
    return [{ says, isReal: true }];
  }
}

/** Kinds of resource that a connection of `node:http` makes. */
const OF_CONNECTIONS: ReadonlySet<string> = new Set(['GETADDRINFOREQWRAP', 'TCPWRAP', 'TCPCONNECTWRAP', 'TLSWRAP']);

function describeLeak({ resource, actor, step, source, advice }: Leak): string {
  const place = source === '' ? '' : ` (${source})`;
  return `step ${step}, ${actor}: ${resource}${place}, ${advice ?? `which no seam controls; ${adviceOn(resource)}`}`;
}

function adviceOn(resource: string): string {
  if (OF_CONNECTIONS.has(resource)) {
    return 'if a client of node:http opens it, call env.network.serveNodeHttp() in setup';
  }
  // What loads modules works with messages to a thread of its own.
  if (resource === 'MESSAGEPORT') return 'if it is an import(), import that module before the exploration begins';
  return `wrap it with a gate, or declare allow: ['${resource}']`;
}
