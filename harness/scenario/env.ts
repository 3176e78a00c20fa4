import type { Readable, Writable } from 'node:stream';
import { currentAccessLog } from '../engine/access-log.ts';
import { Account, type ProcessOptions } from '../engine/account.ts';
import type { ActorOptions, RunningActor } from '../engine/actor.ts';
import { RacelineError } from '../engine/errors.ts';
import type { Execution } from '../engine/execution.ts';
import type { Actor } from '../engine/operation.ts';
import type { SimProcess } from '../engine/process.ts';
import { type Resource, resourceNamed } from '../engine/resource.ts';
import { CLOCK_KEY, PIDS_KEY } from '../engine/shared-keys.ts';
import { beginTogether } from '../engine/turn.ts';
import { wrapMethod } from '../engine/wrapped-call.ts';
import type { CrashProfile } from '../world/crash/profile.ts';
import { describeLoss, filesOf } from '../world/crash/summary.ts';
import type { Disk } from '../world/disk.ts';
import type { Network } from '../world/network/network.ts';
import type { World } from '../world/world.ts';
import { endProcess, worldOf } from '../world/world.ts';
import { foldersOf } from './process-options.ts';

/** Pids are handed out from here, so that no simulated process has the pid of a real one by accident of the machine. */
const FIRST_PID = 1_000;
/** How long it may take from a program's call to its first line, in ms. */
const PROGRAM_MS_MAX = 100;

/** One execution as its scenario sees it: processes, actors, the simulated world, and a place to write notes. */
export class Env {
  /** @internal */
  readonly execution: Execution;
  /** What processes find unless they declare something else: the scenario's `processOptions`, with defaults for the rest. */
  readonly processOptions: Required<ProcessOptions>;
  private nextPid = FIRST_PID;

  /** @internal */
  constructor(execution: Execution, processOptions: Required<ProcessOptions>) {
    this.execution = execution;
    this.processOptions = processOptions;
  }

  /** Virtual time since the start of the execution, in ms. */
  get now(): number {
    currentAccessLog()?.reads(CLOCK_KEY);
    return this.execution.now;
  }

  /** Number of the step in progress: evidence points at events by it. */
  get step(): number {
    const log = currentAccessLog();
    // How many steps came before is up to all of them.
    if (log?.seesMemory === true) log.touchesEverything();
    return this.execution.steps;
  }

  /**
   * The same number for evidence alone, which no verdict depends on: asking for it makes no step dependent on others.
   */
  get mark(): number {
    return this.execution.steps;
  }

  /** The in-memory disk that every simulated process shares. */
  get disk(): Disk {
    return this.world('disk').disk;
  }

  /** The simulated upstreams. */
  get network(): Network {
    return this.world('network').network;
  }

  /**
   * Declares a simulated process, or with `threadOf` a worker thread of one: it shares that one's pid, end, user, working directory
   * and variables, and nothing else. To end a thread alone, kill it. A process may differ in what it is started with from
   * what the scenario declares (`processOptions`); its variables are added to those.
   */
  process(
    name: string,
    options: Omit<ProcessOptions, 'timeZone' | 'locale'> & { pid?: number; threadOf?: SimProcess } = {},
  ): SimProcess {
    currentAccessLog()?.writes(PIDS_KEY);
    const { pid, threadOf } = options;
    for (const folder of foldersOf(options)) this.disk.mkdir(folder);
    const account = new Account(this.processOptions, options);
    return this.execution.process(name, threadOf?.pid ?? pid ?? this.nextPid++, threadOf, account);
  }

  /**
   * Installs a program that `child_process` can run, under the name or path by which code under test begins it; of a script that is forked,
   * or that `new Worker` runs as a thread, its own. Each run is a process of its own, with the variables and the folder it was given, killed by signals, and over when nothing
   * of it is left to run. `program` returns its exit code, or a promise of it; nothing is 0. Null: there is none of that name, and that is as it should be.
   * What is not declared is refused. Synchronous calls run programs that do not wait: `env.program('git', ({ stdout }) => void stdout.write('v1'))`.
   */
  program(
    name: string,
    program:
      | ((run: {
          /** What follows the program's name. */
          readonly args: readonly string[];
          readonly stdin: Readable;
          readonly stdout: Writable;
          readonly stderr: Writable;
          /** The process that it runs in: `process.load('./worker.js')` runs a file that others fork. */
          readonly process: SimProcess;
        }) => unknown)
      | null,
  ): void {
    this.world('program').programs.install(name, program, {
      process: (of, account, threadOf) => {
        currentAccessLog()?.writes(PIDS_KEY);
        return this.execution.process(of, threadOf?.pid ?? this.nextPid++, threadOf, account);
      },
      actor: (of, process, body) => {
        const { now } = this.execution;
        return this.execution.actor(of, process, body, { atMs: now, latestMs: now + PROGRAM_MS_MAX });
      },
    });
  }

  /**
   * Declares an actor: `body` begins at some moment in [atMs, latestMs] of virtual time (default: any moment).
   * May be called while the execution runs, to restart what was killed.
   */
  actor(name: string, process: SimProcess, body: (actor: Actor) => unknown, options: ActorOptions = {}): Actor {
    checkTimes(name, options);
    checkRuns(name, process);
    return this.execution.actor(name, process, body, options);
  }

  /**
   * Begins actors of one process in one turn, in every order: the code of each up to its first `await` runs before any
   * microtask of the others, as when one event calls them all. Actors that are not named here begin in turns of their own, each
   * with all that it leaves to microtasks, so that such calls never meet. Throws ERR_USAGE for actors that cannot.
   *
   * @example
   * ```ts
   * import fc from 'fast-check';
   * import { defineScenario, explore } from 'raceline';
   *
   * const cache = defineScenario({
   *   name: 'cache',
   *   title: 'a cache is cleared while somebody looks',
   *   control: 'gates',
   *   implementations: { 'looks-twice': { says: 'has, then get', subject: null } },
   *   examples: { one: { workload: null, faults: null } },
   *   workload: fc.constant(null),
   *   faults: fc.constant(null),
   *   setup(env) {
   *     const users = new Map([['ada', 'Ada']]);
   *     const found: (string | undefined)[] = [];
   *     const has = async (id: string): Promise<boolean> => users.has(id);
   *     const server = env.process('server');
   *     const get = env.actor('get', server, async () => {
   *       if (await has('ada')) found.push(users.get('ada'));
   *     });
   *     env.together(
   *       get,
   *       env.actor('clear', server, () => users.clear()),
   *     );
   *     return found;
   *   },
   *   properties: [
   *     {
   *       name: 'what-is-there-is-found',
   *       kind: 'safety',
   *       level: 'strict',
   *       says: 'who looks finds a user, or nothing',
   *       when: 'quiescence',
   *       judge: (found) => (found.includes(undefined) ? { message: 'found undefined' } : undefined),
   *     },
   *   ],
   * });
   *
   * const { verdicts } = await explore(cache, 'looks-twice', { strategy: 'exhaustive' });
   * console.log(verdicts[0]?.verdict); // violated
   * ```
   */
  together(...actors: readonly Actor[]): void {
    beginTogether(actors as readonly RunningActor[]);
  }

  /**
   * Makes functions of an object operations of the actor who calls them: for clients of databases, SDKs and whatever else is asynchronous
   * and has no seam. Each is called in a step of its own, and its answer comes in another; what it waits for itself are operations too.
   * `target` may be a class's prototype. `resource`: what calls act on, where two of them meet (default: the name of the class); `reads`:
   * those that only read there; `latestMs`: how long the call takes to act at most, and then its answer, in ms each (default 50).
   * Returns the object. ERR_USAGE: no such function; or `control: 'gates'`.
   */
  wrap<Target extends object>(
    target: Target,
    names: readonly (keyof Target & string)[],
    options: { readonly resource?: string; readonly reads?: readonly string[]; readonly latestMs?: number } = {},
  ): Target {
    this.world('wrap');
    for (const name of names) wrapMethod(target, name, options);
    return target;
  }

  /** kill -9: the process never runs again; what it did to the disk stays. */
  kill(process: SimProcess): void {
    if (!process.alive) return;
    endProcess(this.execution, process);
    this.execution.line('fault', `kill -9 ${process.name} (pid ${process.pid})`);
  }

  /**
   * The power fails under `processes`: they never run again, and of what they had not synced the disk keeps what the
   * execution's randomness says, within what `profile` allows. Actors declared from now on find that disk.
   */
  powerLoss(profile: CrashProfile, processes: readonly SimProcess[]): void {
    const { execution } = this;
    const world = this.world('powerLoss');
    for (const process of processes) {
      if (!process.alive) continue;
      endProcess(execution, process);
    }
    execution.log?.powerLost();
    const { root } = world.disk.volume;
    const before = execution.observer === null ? null : filesOf(root);
    world.disk.powerLoss(profile, (bound) => world.random.below(bound));
    if (before === null) return;
    const names = processes.map(({ name }) => name).join(', ');
    execution.line('fault', `power loss (${profile}) under ${names}: ${describeLoss(before, filesOf(root))}`);
  }

  /** A resource for `actor.gate`, made once: by its name it takes a look-up at every gate. */
  resource(name: string): Resource {
    return resourceNamed(name);
  }

  /** A log line of the code under test, for the timeline. */
  log(text: string): void {
    this.execution.line('log', text);
  }

  /** A remark of the scenario, for the timeline. */
  note(text: string): void {
    this.execution.line('note', text);
  }

  /** A fault that the scenario injects, for the timeline. */
  fault(text: string): void {
    this.execution.line('fault', text);
  }

  /** Says that an injected fault may leave an actor unfinished for ever, so that no deadlock is reported for it. */
  excuseUnfinished(): void {
    this.execution.explanations++;
  }

  private world(what: string): World {
    const world = worldOf(this.execution);
    if (world === null) {
      throw new RacelineError('ERR_USAGE', {
        what: `the scenario used env.${what}`,
        why: "it declares control: 'gates', which has no simulated world",
        next: "Remove that line: the default, control: 'seams', has one.",
      });
    }
    return world;
  }
}

/** An actor that can never begin would be reported as a deadlock of the code under test. */
function checkTimes(name: string, { atMs = 0, latestMs = Number.POSITIVE_INFINITY }: ActorOptions): void {
  if (atMs >= 0 && latestMs >= atMs) return;
  throw new RacelineError('ERR_USAGE', {
    what: `actor ${name} begins in [${atMs}, ${latestMs}] ms`,
    why: 'atMs is at least 0, and latestMs at least atMs',
    next: 'Correct the scenario.',
  });
}

/** Who exits by himself must not be given more to do: that would depend on whether he has exited yet. */
function checkRuns(actor: string, process: SimProcess): void {
  if (process.alive || !process.isEnding) return;
  throw new RacelineError('ERR_USAGE', {
    what: `actor ${actor} was declared in process ${process.name}`,
    why: 'that has ended by then: nothing of it was left to run, and it listens for beforeExit or exit',
    next: 'Declare it in a new env.process, or let something keep the old one alive: a timer, an actor.',
  });
}
