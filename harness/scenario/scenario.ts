import type { Arbitrary } from 'fast-check';
import type { ProcessOptions } from '../engine/account.ts';
import type { Limits } from '../engine/limits.ts';
import type { Cost } from './cost.ts';
import type { Env } from './env.ts';
import type { Property } from './property.ts';

/** A pluggable implementation under test. */
export interface Implementation<Subject> {
  /** One sentence: what it does, whose idea it is. */
  readonly says: string;
  /** Whatever the scenario's setup needs in order to use it: usually a class or a factory. */
  readonly subject: Subject;
  /** Set when this is the reference without one required change, so that its need shows: `Q2, the reload lock`. */
  readonly ablates?: string;
}

/** A named workload with its fault plan. Both must survive JSON. */
export interface Example<Workload, Faults> {
  readonly workload: Workload;
  readonly faults: Faults;
}

/**
 * What a user writes: a subject factory, actors, a workload arbitrary, properties.
 * `setup` runs once an execution: it builds the world, declares processes and actors, and returns the state by which
 * the properties judge. It is called by no actor, so nothing asynchronous may happen in it.
 */
export interface ScenarioSpec<Subject, Workload, Faults, State> {
  /** What the command line calls it: kebab-case. */
  readonly name: string;
  /** One line for `raceline list`. */
  readonly title: string;
  /** Where the story comes from. */
  readonly issue?: string;
  /**
   * `seams` (the default): ordinary code whose timers, files, HTTP and randomness are controlled.
   * `gates`: only explicit gates are controlled, at a third of the cost.
   */
  readonly control?: 'seams' | 'gates';
  /** What is under test, each under its name. At least one. */
  readonly implementations: Readonly<Record<string, Implementation<Subject>>>;
  /** Explored first, each under its name; exhaustive exploration covers exactly these. At least one. */
  readonly examples: Readonly<Record<string, Example<Workload, Faults>>>;
  /** Draws further workloads. What it draws must survive JSON. */
  readonly workload: Arbitrary<Workload>;
  /** Draws further fault plans; `fc.constant(null)` for none. What it draws must survive JSON. */
  readonly faults: Arbitrary<Faults>;
  /**
   * Parts of a workload and of a fault plan that minimising may leave out, the rest making sense without them: by the
   * path of a part (`probes`, `processes.*.tasks`; `*` is each element), how many elements of that list must stay; 0 also
   * for a part that may be null. Say it where an example is none that the arbitrary could draw, or where that uses `map` or `chain`: fast-check cannot shrink
   * such a value then.
   */
  readonly leaveOut?: {
    readonly workload?: Readonly<Record<string, number>>;
    readonly faults?: Readonly<Record<string, number>>;
  };
  /**
   * What kind of trouble an execution has to cope with, in a word or two: `none`, `slow`, `error`, `hang`, `kill`, `power loss`; of
   * several the worst. `raceline compare` says what each implementation breaks under which. Called once for a workload with its plan.
   */
  faultClass?(workload: Workload, faults: Faults): string;
  /**
   * What the outcome may hinge on, by name: latencies, sizes. `raceline compare --sweep NAME` explores what the scenario makes of each value,
   * and says from which one on each implementation breaks.
   */
  readonly ranges?: Readonly<
    Record<
      string,
      {
        /** What it is, in a few words: `how long the token server takes`. */
        readonly says: string;
        readonly unit: 'ms' | 'count' | 'bytes';
        /** Tried one after the other. Ascending. */
        readonly values: readonly number[];
        /** The largest value at which the reference is meant to hold everything. */
        readonly claimedTo: number;
        /** The workload at this value, which is the only one then. */
        at(value: number): Example<Workload, Faults>;
      }
    >
  >;
  readonly properties: readonly Property<State>[];
  /** Measured by `raceline compare`, beside the verdicts. */
  readonly costs?: readonly Cost<State>[];
  /** Bounds of each execution that differ from the engine's (20,000 steps, 10,000 pending, 7 days of virtual time). */
  readonly limits?: Partial<Limits>;
  /** Wall-clock time at which executions begin, ISO 8601. */
  readonly startAt?: string;
  /**
   * What its simulated processes find: variables, working directory, user, time zone, language. Nothing of it is from the machine, so
   * that an execution is the same on each; `env.process` may give one of them others.
   */
  readonly processOptions?: ProcessOptions;
  /** How long one step of a file operation may be delayed, in ms. */
  readonly fileMsMax?: number;
  /**
   * Whether what code under test does to files is done by real system calls too, in a temporary folder that stands for the simulated
   * disk: `real`. What is different there is named, and makes the verdict `unknown`. The option `disk` of `explore` says the same.
   */
  readonly disk?: 'simulated' | 'real';
  /**
   * What exhaustive exploration may take for independent. `shared` (the default): two steps that run code never are, for
   * they may share memory, if only this scenario's record. `per-process`: steps of different processes are, unless they
   * meet at a file, an upstream or something tracked: say so if the record is `trackedRecord(...)`, and no property looks
   * before the end. `tracked`: all that steps share is in `tracked(object)` or named by the resources of gates.
   */
  readonly memory?: 'shared' | 'per-process' | 'tracked';
  /** Kinds of uncontrolled resource that the scenario declares harmless, by async_hooks type: `['UDPWRAP']`. */
  readonly allow?: readonly string[];
  setup(env: Env, subject: Subject, workload: Workload, faults: Faults): State;
}

/** A scenario as the engine handles it: its own types are its own business. */
export type Scenario = ScenarioSpec<unknown, unknown, unknown, unknown>;

/**
 * Declares a scenario. The types of subject, workload, faults and state are inferred and checked here. Throws nothing:
 * what is wrong in a scenario shows when it runs, as ERR_BAD_SCENARIO_MODULE or ERR_USAGE.
 *
 * @example
 * ```ts
 * // counter.ts
 * import fc from 'fast-check';
 * import { defineScenario } from 'raceline';
 *
 * export const counter = defineScenario({
 *   name: 'counter',
 *   title: 'requests count up',
 *   control: 'gates',
 *   implementations: {
 *     racy: { says: 'waits between read and write', subject: true },
 *     safe: { says: 'does not wait', subject: false },
 *   },
 *   examples: { two: { workload: { requests: 2 }, faults: null } },
 *   workload: fc.record({ requests: fc.integer({ min: 1, max: 3 }) }),
 *   faults: fc.constant(null),
 *   setup(env, waits: boolean, { requests }) {
 *     const state = { count: 0, requests };
 *     const server = env.process('server');
 *     for (let i = 1; i <= requests; i++) {
 *       env.actor(`request-${i}`, server, async (actor) => {
 *         const { count } = state;
 *         if (waits) await actor.gate('count');
 *         state.count = count + 1;
 *       });
 *     }
 *     return state;
 *   },
 *   properties: [
 *     {
 *       name: 'every-request-counts',
 *       kind: 'safety',
 *       level: 'strict',
 *       says: 'each request counts once',
 *       when: 'quiescence',
 *       judge: ({ count, requests }) =>
 *         count === requests ? undefined : { message: `${count} of ${requests} counted` },
 *     },
 *   ],
 * });
 * ```
 */
export function defineScenario<Subject, Workload, Faults, State>(
  spec: ScenarioSpec<Subject, Workload, Faults, State>,
): Scenario {
  // The engine only hands a scenario's values back to the scenario, so forgetting their types here is safe.
  return spec as unknown as Scenario;
}
