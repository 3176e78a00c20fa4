import fc, { type Arbitrary } from 'fast-check';

/** A session's pin when the execution begins, by position in its run's chain. `unknown`: a file without provenance. */
export interface InitialPin {
  readonly source: 'user' | 'auto' | 'unknown';
  /** Counted round the chain; for an automatic pin round the fallbacks, since it stands in for the primary. */
  readonly position: number;
}

/** One run, on a session and an agent of its own, with one explicit chain of models. */
export interface RunPlan {
  readonly atMs: number;
  readonly chain: readonly string[];
  readonly pin: InitialPin | null;
}

export interface Workload {
  readonly runs: readonly RunPlan[];
  /** An administrator (or an agent) changes the config: a new chain for the agent of each run. */
  readonly changes: readonly { readonly atMs: number; readonly chains: readonly (readonly string[])[] }[];
  /** The user of the first session writes again so long after the answer. */
  readonly followUpAfterMs: number | null;
  /** The user of the first session chooses a model. */
  readonly pick: { readonly atMs: number; readonly model: string } | null;
  /** How late a message or a config change may come, in ms. */
  readonly slackMs: number;
  /** Settings of the gateway, in ms. */
  readonly modelTimeoutMs: number;
  readonly restartCapMs: number;
}

/** One answer of a model, after `ms` at least and at most. */
export type Answer =
  | { readonly kind: 'ok'; readonly ms: readonly [number, number] }
  /** Asks for a command that takes `toolMs`. */
  | { readonly kind: 'tool'; readonly ms: readonly [number, number]; readonly toolMs: number }
  | { readonly kind: 'rate-limited'; readonly ms: readonly [number, number]; readonly retryAfterS: number }
  | { readonly kind: 'server-error'; readonly ms: readonly [number, number] }
  | { readonly kind: 'hang' };

/** What each model answers to the consecutive requests of one session; the last answer repeats, and no list means ok. */
export interface Faults {
  readonly answers: Readonly<Record<string, readonly Answer[]>>;
}

export const BAILIAN = 'bailian/qwen3.6-plus';
export const MINIMAX = 'minimax/MiniMax-M2.7';
export const DEEPSEEK = 'deepseek/deepseek-v4-pro';
/** Not in the report: a model that only a new config may bring in. */
export const NEWCOMER = 'zai/glm-5';

export const MODELS: readonly string[] = [BAILIAN, MINIMAX, DEEPSEEK, NEWCOMER];

const chain = fc.uniqueArray(fc.constantFrom(...MODELS), { minLength: 2, maxLength: 3 });

const run: Arbitrary<RunPlan> = fc.record({
  atMs: fc.integer({ min: 1, max: 1_500 }),
  chain,
  pin: fc.option(
    fc.record({
      source: fc.constantFrom<InitialPin['source'][]>('auto', 'user', 'unknown'),
      position: fc.integer({ min: 0, max: 2 }),
    }),
  ),
});

/**
 * Minutes of the report become seconds here, so that a deferral is a few polls; the cap is the real one or one that a
 * run can reach.
 */
export const workload: Arbitrary<Workload> = fc.record({
  runs: fc.array(run, { minLength: 1, maxLength: 2 }),
  changes: fc.array(
    fc.record({
      atMs: fc.integer({ min: 1, max: 4_000 }),
      chains: fc.array(chain, { minLength: 2, maxLength: 2 }),
    }),
    { minLength: 0, maxLength: 2 },
  ),
  followUpAfterMs: fc.option(fc.integer({ min: 0, max: 2_500 })),
  pick: fc.option(fc.record({ atMs: fc.integer({ min: 1, max: 4_000 }), model: fc.constantFrom(...MODELS) })),
  slackMs: fc.constantFrom(0, 500),
  modelTimeoutMs: fc.constant(2_000),
  restartCapMs: fc.constantFrom(300_000, 2_500),
});

const ms: Arbitrary<[number, number]> = fc.constantFrom<[number, number][]>([50, 400], [300, 1_500]);

const answer: Arbitrary<Answer> = fc.oneof(
  fc.record({ kind: fc.constant('ok' as const), ms }),
  fc.record({ kind: fc.constant('rate-limited' as const), ms, retryAfterS: fc.constantFrom(0, 1) }),
  fc.record({ kind: fc.constant('server-error' as const), ms }),
  fc.record({ kind: fc.constant('tool' as const), ms, toolMs: fc.integer({ min: 100, max: 1_500 }) }),
  fc.record({ kind: fc.constant('hang' as const) }),
);

const answers = fc.array(answer, { minLength: 0, maxLength: 3 }).filter(endsTurns);

/** A model whose last answer asks for a command would ask for ever. */
function endsTurns(list: readonly Answer[]): boolean {
  return list.at(-1)?.kind !== 'tool';
}

export const faults: Arbitrary<Faults> = fc.record({
  answers: fc.record({ [BAILIAN]: answers, [MINIMAX]: answers, [DEEPSEEK]: answers, [NEWCOMER]: answers }),
});

/** What a minimal counterexample may do without. */
export const leaveOut = { workload: { runs: 1, changes: 0, pick: 0, followUpAfterMs: 0 } } as const;

/** The worst of what an execution has to cope with. */
export function faultClass(_: Workload, { answers }: Faults): string {
  const kinds = new Set(Object.values(answers).flatMap((list) => list.map(({ kind }) => kind)));
  if (kinds.has('hang')) return 'hang';
  if (kinds.has('server-error')) return 'server error';
  return kinds.has('rate-limited') ? 'rate limit' : 'none';
}
