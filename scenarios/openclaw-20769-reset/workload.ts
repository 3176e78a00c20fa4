import fc, { type Arbitrary } from 'fast-check';

/** The model that every request asks for. */
export const MODEL_IN_USE = 'claude-opus-4-6';

/** A client that sends requests one after the other. */
export interface ClientPlan {
  /** The first one is sent in [atMs, atMs + withinMs]; withinMs null: any time from then on. */
  readonly atMs: number;
  readonly withinMs: number | null;
  readonly requests: number;
  /** How long the attachments of each take to convert. */
  readonly attachmentsMs: number;
  /** `essay`: the model takes seconds. */
  readonly answer: 'short' | 'essay';
}

/**
 * What an administrator does to the config before a reload. `same`: the same models, other settings; `switch`: the model
 * that everybody uses becomes another one of its provider's; `drop`: it is gone; `none`: nothing is edited;
 * `duplicate`: a slip, its entry is there twice.
 */
export type Edit = 'none' | 'same' | 'switch' | 'drop' | 'duplicate';

/** An administrator saves an edit and runs `models reload`. */
export interface ReloadPlan {
  readonly atMs: number;
  readonly withinMs: number | null;
  readonly edit: Edit;
}

export interface Workload {
  /** Models in the config. */
  readonly models: number;
  readonly clients: readonly ClientPlan[];
  readonly reloads: readonly ReloadPlan[];
  /** When somebody runs `models list`. */
  readonly listsAtMs: readonly number[];
}

/**
 * What the provider does with the requests of one client; `slow`: it answers when a drain has long been given up. Or, before
 * that, the check whether they may be made at all hangs.
 */
export type AnswerFault = 'ok' | 'slow' | 'error' | 'hang' | 'check-hangs';
/** What the catalogue does with the load of one reload. */
export type LoadFault = 'ok' | 'slow' | 'fail' | 'hang';

export interface Faults {
  /** By client; none beyond the end. */
  readonly answers: readonly AnswerFault[];
  /** By reload. */
  readonly loads: readonly LoadFault[];
  /** The gateway is killed then and started again, with the config that is on the disk. */
  readonly restartAtMs?: number;
}

/** The most models that a config has: the report's registry has five. */
export const MODELS_MAX = 5;

const atMs: Arbitrary<number> = fc.constantFrom(0, 100, 1_000);
const withinMs: Arbitrary<number | null> = fc.constantFrom(null, 300, 3_000);

const client: Arbitrary<ClientPlan> = fc.record({
  atMs,
  withinMs,
  requests: fc.integer({ min: 1, max: 2 }),
  attachmentsMs: fc.constantFrom(0, 0, 500, 40_000),
  answer: fc.constantFrom<ClientPlan['answer'][]>('short', 'essay'),
});

const reload: Arbitrary<ReloadPlan> = fc.record({
  atMs,
  withinMs,
  edit: fc.constantFrom<Edit[]>('none', 'same', 'switch', 'drop'),
});

export const workload: Arbitrary<Workload> = fc.record({
  models: fc.integer({ min: 2, max: 3 }),
  clients: fc.array(client, { minLength: 1, maxLength: 3 }),
  reloads: fc.array(reload, { minLength: 1, maxLength: 3 }),
  listsAtMs: fc.constantFrom([], [], [1_000]),
});

export const faults: Arbitrary<Faults> = fc
  .record({
    answers: fc.array(fc.constantFrom<AnswerFault[]>('ok', 'ok', 'slow', 'error', 'hang', 'check-hangs'), {
      maxLength: 3,
    }),
    loads: fc.array(fc.constantFrom<LoadFault[]>('ok', 'ok', 'slow', 'fail', 'hang'), { maxLength: 3 }),
    restartAtMs: fc.option(fc.constantFrom(500, 1_500), { freq: 3 }),
  })
  .map(({ restartAtMs, ...others }) => (restartAtMs === null ? others : { ...others, restartAtMs }));

/** What a minimal counterexample may do without. */
export const leaveOut = {
  workload: { clients: 1, reloads: 1, listsAtMs: 0 },
  faults: { answers: 0, loads: 0 },
} as const;

/** The worst of what an execution has to cope with. */
export function faultClass({ clients, reloads }: Workload, faults: Faults): string {
  const answers = faults.answers.slice(0, clients.length);
  const loads = faults.loads.slice(0, reloads.length);
  if (faults.restartAtMs !== undefined) return 'restart';
  if (loads.includes('hang')) return 'load hangs';
  if (answers.includes('hang') || answers.includes('check-hangs')) return 'answer hangs';
  if (answers.includes('error') || loads.includes('fail')) return 'error';
  return loads.includes('slow') || answers.includes('slow') ? 'slow' : 'none';
}
