import { Account } from './account.ts';
import { callerFile } from './caller.ts';
import { RacelineError } from './errors.ts';
import { hashString } from './trace-hash.ts';

/** Where an operation stands in its lane. */
export interface LanePlace {
  readonly earliest: number;
  readonly sequence: number;
}

/**
 * Operations of one lane are delivered in order: (earliest, sequence). The timers of one process are a lane, since an
 * earlier timer never fires after a later one and equal timers fire first-in first-out.
 */
export class Lane {
  /** Scratch of the enabled-set computation: the lane's first candidate at step `stamp`. */
  head: LanePlace | null = null;
  stamp = -1;
  /** Tells the lanes of an execution apart. */
  readonly id: number;

  constructor(id: number) {
    this.id = id;
  }
}

/** A simulated operating-system process: the unit that is killed, and within which timers keep their order. */
export class SimProcess {
  /** As the scenario named it: `gateway`. */
  readonly name: string;
  /** What its `process.pid` says: from 1,000 unless the scenario gave one. */
  readonly pid: number;
  /** The process that it is a thread of; null: it is one itself. Ends with that, and has its pid. */
  readonly threadOf: SimProcess | null;
  /** What its `threadId` says: 0 for a process, else from 1 within it. */
  readonly threadId: number;
  /** @internal Its user, working directory and the like, shared by its threads. */
  readonly account: Account;
  /** @internal Virtual time at which it began, in ms. */
  startedAt = 0;
  /** @internal Position among the processes of its execution. */
  readonly index: number;
  /** False once it was killed or has exited. */
  alive = true;
  /** @internal It ends by itself, nothing of it being left to run; from then on no fault explains what it has not done. */
  isEnding = false;
  /** @internal How many threads of it were declared. */
  threads = 0;
  /** @internal Its share of `execution.connections`. */
  connections = 0;
  /** @internal Its share of `execution.handles`. */
  handles = 0;
  private timerLane: Lane | undefined = undefined;
  private immediateLane: Lane | undefined = undefined;
  /** @internal Runs an upstream's code, which no tracking sees. */
  isUpstream = false;
  private memory: number | undefined = undefined;
  /** @internal Null where only gates are controlled. */
  loadModule: ((specifier: string, from: string) => unknown) | null = null;

  /** @internal */
  constructor(name: string, pid: number, index: number, threadOf: SimProcess | null = null, account?: Account) {
    this.name = name;
    this.pid = pid;
    this.index = index;
    this.threadOf = threadOf;
    this.account = threadOf?.account ?? account ?? new Account();
    this.threadId = threadOf === null ? 0 : ++threadOf.threads;
  }

  /**
   * The process's own instance of a module and of all that this imports, as `import()` gives it, but at once: a file or package, CommonJS
   * or ESM, TypeScript too, by what an `import` in the calling file would say: `gateway.load<typeof Lock>('./lock.ts')`. Two processes that import one module share its variables;
   * with copies each has its own, new in every execution, and so has one that is started again. What the module does as it loads is this
   * process's doing. Node's own modules are not copied. ERR_USAGE: with `control: 'gates'`; top-level await; what is part of Raceline.
   */
  load<Module = Record<string, unknown>>(specifier: string | URL): Module {
    if (this.loadModule === null) {
      throw new RacelineError('ERR_USAGE', {
        what: `process ${this.name} was to load ${specifier}`,
        why: "the scenario declares control: 'gates', and what a copy calls would not be controlled",
        next: "Remove that line: the default is control: 'seams'.",
      });
    }
    return this.loadModule(String(specifier), callerFile(this.load)) as Module;
  }

  // Made when first asked for: many processes have neither.
  /** @internal */
  get timers(): Lane {
    this.timerLane ??= new Lane(2 * this.index);
    return this.timerLane;
  }

  /** @internal */
  get immediates(): Lane {
    this.immediateLane ??= new Lane(2 * this.index + 1);
    return this.immediateLane;
  }

  /** @internal Key of its memory in an access log, made when first asked for: most executions log nothing. */
  get memoryKey(): number {
    this.memory ??= hashString(`memory:${this.name}`);
    return this.memory;
  }
}
