import fc, { type Arbitrary } from 'fast-check';
import type { CrashProfile } from '../../harness/index.ts';
import type { Ranges } from '../shared/ranges.ts';

/** One thing that somebody wants of a registry. */
export type Task =
  | { readonly kind: 'add-model'; readonly id: string }
  /** Adds a model, and leaves it to the gateway to find an id for it. */
  | { readonly kind: 'add-under-new-id'; readonly modelId: string }
  /** An administrator takes a model out that is in the file at the start. */
  | { readonly kind: 'remove-model'; readonly id: string }
  | { readonly kind: 'set-temperature'; readonly temp: number }
  | LoadPlugin
  /** The user decides about the tool that plugins share; a workload has one of these. */
  | { readonly kind: 'disable-tool' | 'enable-tool' }
  /** The administrator gives the provider another address. */
  | { readonly kind: 'set-base-url' }
  /** The credentials are rotated. */
  | { readonly kind: 'set-api-key' }
  | { readonly kind: 'add-message'; readonly id: string }
  /** Messages that come later are refused. */
  | { readonly kind: 'end-session' }
  /** Says what a registry has; not before this moment. */
  | { readonly kind: 'list'; readonly of: 'models' | 'providers' | 'tools'; readonly atMs: number };

/** A plugin registers its tools, named `plugin-a-1` and so on. */
export interface LoadPlugin {
  readonly kind: 'load-plugin';
  readonly plugin: string;
  readonly tools: number;
  /** It also registers the tool that it shares with others, and wants it on. */
  readonly shares: boolean;
  /** It wants the shared tool off. */
  readonly wantsOff?: boolean;
}

/** A process and what it does, all at once unless the implementation says otherwise. */
export interface ProcessPlan {
  /** A command is one task in a process of its own. */
  readonly kind: 'gateway' | 'command';
  readonly atMs: number;
  /** It begins in [atMs, atMs + withinMs]; null: any time from then on. */
  readonly withinMs: number | null;
  readonly tasks: readonly Task[];
}

export interface Workload {
  /** Models in the file at the start. */
  readonly models: readonly string[];
  /** The version field of every registry file at the start; null: none. */
  readonly version: number | null;
  readonly processes: readonly ProcessPlan[];
  /** How often somebody reads the main file with no more than `jq`. */
  readonly reads: number;
}

/** kill -9 of one process that is updating, or of all that are; a gateway is started after it. */
export interface Kill {
  readonly of: 'writer' | 'all';
  /** Not before this moment. */
  readonly atMs: number;
  /** How many of its own steps the operator lets pass after it has seen an update. */
  readonly looks: number;
}

export interface Faults {
  /** One after the other. */
  readonly kills: readonly Kill[];
  readonly powerLoss: { readonly profile: CrashProfile; readonly looks: number } | null;
  /** ENOSPC for one write to models.json or a file beside it, after this many that succeed. */
  readonly diskFull: { readonly afterWrites: number } | null;
  /** Something else cuts models.json short, in a pause between updates after this moment; a gateway is started again. */
  readonly corruption: { readonly atMs: number } | null;
}

export const NO_FAULTS: Faults = { kills: [], powerLoss: null, diskFull: null, corruption: null };

const addModel: Arbitrary<Task> = fc.constant({ kind: 'add-model', id: '' } as const);
const addUnderNewId: Arbitrary<Task> = fc.constant({ kind: 'add-under-new-id', modelId: '' } as const);
const addMessage: Arbitrary<Task> = fc.constant({ kind: 'add-message', id: '' } as const);
const removeModel: Arbitrary<Task> = fc.constant({ kind: 'remove-model', id: 'default-model' } as const);
const endSession: Arbitrary<Task> = fc.constant({ kind: 'end-session' } as const);
const loadPlugin: Arbitrary<Task> = fc
  .boolean()
  .map((wantsOff): Task => ({ kind: 'load-plugin', plugin: '', tools: 2, shares: true, wantsOff }));
const chooseTool: Arbitrary<Task> = fc
  .constantFrom('disable-tool' as const, 'enable-tool' as const)
  .map((kind): Task => ({ kind }));

/** Plugins, the UI and the API act in the gateway. */
const taskOfGateway: Arbitrary<Task> = fc.oneof(
  { weight: 4, arbitrary: addModel },
  addMessage,
  addUnderNewId,
  removeModel,
  endSession,
  loadPlugin,
  chooseTool,
  fc.constant({ kind: 'set-base-url' } as const),
  fc.constant({ kind: 'set-api-key' } as const),
);

const withinMs: Arbitrary<number | null> = fc.constantFrom(null, 20);

const gateway: Arbitrary<ProcessPlan> = fc.record({
  kind: fc.constant('gateway'),
  atMs: fc.constant(0),
  withinMs,
  tasks: fc.array(taskOfGateway, { minLength: 1, maxLength: 3 }),
});

const command: Arbitrary<ProcessPlan> = fc.record({
  kind: fc.constant('command'),
  atMs: fc.constant(0),
  withinMs,
  tasks: fc.tuple(
    fc.oneof(
      { weight: 3, arbitrary: addModel },
      { weight: 2, arbitrary: addMessage },
      addUnderNewId,
      removeModel,
      endSession,
    ),
  ),
});

export const workload: Arbitrary<Workload> = fc
  .record({
    models: fc.constantFrom<string[]>([], ['default-model']),
    version: fc.constantFrom(null, 0, 7),
    processes: fc.tuple(gateway, fc.array(command, { maxLength: 2 })).map(([first, others]) => [first, ...others]),
    reads: fc.integer({ min: 0, max: 2 }),
  })
  .map((drawn) => ({ ...drawn, processes: named(drawn.processes) }));

/** Each entry that is added gets an id of its own; the tasks that there can be only one of come once. */
function named(plans: readonly ProcessPlan[]): ProcessPlan[] {
  let count = 0;
  const once = new Set<string>();
  // With a removal beside it, an id that is a count is no id under any lock: a test says so, and here it would drown the rest.
  if (plans.some(({ tasks }) => tasks.some(({ kind }) => kind === 'add-under-new-id'))) once.add('remove-model');
  const name = (task: Task): Task[] => {
    count++;
    if (task.kind === 'add-model') return [{ ...task, id: `model-${count}` }];
    if (task.kind === 'add-under-new-id') return [{ ...task, modelId: `new-${count}` }];
    if (task.kind === 'add-message') return [{ ...task, id: `m${count}` }];
    if (task.kind === 'load-plugin') return [{ ...task, plugin: `plugin-${count}` }];
    const what = task.kind === 'enable-tool' ? 'disable-tool' : task.kind;
    if (once.has(what)) return [];
    once.add(what);
    return [task];
  };
  return plans.map((plan) => ({ ...plan, tasks: plan.tasks.flatMap(name) }));
}

const looks: Arbitrary<number> = fc.integer({ min: 0, max: 12 });

/** At most one fault, in every third execution or so. */
export const faults: Arbitrary<Faults> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(NO_FAULTS) },
  fc
    .record({ of: fc.constantFrom<Kill['of']>('writer', 'all'), atMs: fc.constant(0), looks })
    .map((kill): Faults => ({ ...NO_FAULTS, kills: [kill] })),
  fc
    .record({ profile: fc.constantFrom<CrashProfile>('posix-weak', 'ext4-ordered'), looks })
    .map((powerLoss): Faults => ({ ...NO_FAULTS, powerLoss })),
  fc.integer({ min: 0, max: 5 }).map((afterWrites): Faults => ({ ...NO_FAULTS, diskFull: { afterWrites } })),
);

/** What a minimal counterexample may do without. */
export const leaveOut = {
  workload: { processes: 1, 'processes.*.tasks': 1 },
  faults: { kills: 0, powerLoss: 0, diskFull: 0, corruption: 0 },
} as const;

/** The worst of what an execution has to cope with. */
export function faultClass(_: Workload, { kills, powerLoss, diskFull, corruption }: Faults): string {
  if (powerLoss !== null) return 'power loss';
  if (corruption !== null) return 'corruption';
  if (kills.length > 0) return 'kill';
  return diskFull === null ? 'none' : 'full disk';
}

export const ranges: Ranges<Workload, Faults> = {
  writers: {
    says: 'how many tools of one gateway add a model at once',
    unit: 'count',
    values: [2, 5, 7, 10, 25, 50],
    claimedTo: 50,
    at: (count) => {
      const tasks = Array.from({ length: count }, (_, i): Task => ({ kind: 'add-model', id: `model-${i + 1}` }));
      const processes: ProcessPlan[] = [{ kind: 'gateway', atMs: 0, withinMs: 20, tasks }];
      return { workload: { models: [], version: 7, processes, reads: 0 }, faults: NO_FAULTS };
    },
  },
  commands: {
    says: 'how many commands, each a process, add a model at once',
    unit: 'count',
    values: [2, 5, 10, 25],
    claimedTo: 25,
    at: (count) => {
      const processes = Array.from({ length: count }, (_, i): ProcessPlan => {
        return { kind: 'command', atMs: 0, withinMs: 20, tasks: [{ kind: 'add-model', id: `model-${i + 1}` }] };
      });
      return { workload: { models: [], version: 7, processes, reads: 0 }, faults: NO_FAULTS };
    },
  },
};
