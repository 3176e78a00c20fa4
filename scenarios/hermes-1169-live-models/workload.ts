import fc, { type Arbitrary } from 'fast-check';

export type Provider = 'nous' | 'openrouter';

/**
 * What a session's model is: in the server's static list; only in its provider's live list; the same of a provider that
 * is not the active one at the start; in no list any more.
 */
export type SessionKind = 'static' | 'live-only' | 'other-provider' | 'gone';

export interface Tab {
  readonly atMs: number;
  /** Index of the session that it opens. */
  readonly session: number;
}

/** Something that the user of the first tab does, or that happens to it. */
export type Action = { readonly atMs: number; readonly withinMs: number } & (
  | { readonly kind: 'pick'; readonly model: string }
  | { readonly kind: 'switch'; readonly session: number }
  /** Makes another provider the active one; the page loads its model list again. */
  | { readonly kind: 'activate'; readonly provider: Provider }
  /** The page loads its model list again. */
  | { readonly kind: 'refresh' }
  /** Opens the profile editor, whose dropdown has models too. */
  | { readonly kind: 'editor' }
  /** Anything else after which the page calls syncTopbar: a new title, a message. */
  | { readonly kind: 'touch' }
);

export interface Workload {
  readonly sessions: readonly SessionKind[];
  readonly tabs: readonly Tab[];
  readonly actions: readonly Action[];
  /** How long /api/models takes. */
  readonly catalogueMs: readonly [number, number];
  /** The first tab's first request for it is never answered. */
  readonly catalogueHangs?: true;
  /** When the user of the first tab reloads the page, or some time later: the next page knows what the server has. */
  readonly reloadAtMs?: number;
}

/**
 * How a provider answers: with all its models; with a list that lacks those that are in live lists only; with HTTP 502;
 * with an empty list; never.
 */
export type LiveAnswer = 'all' | 'without' | 'fails' | 'empty' | 'hangs';

/** What the first tab's requests for live lists meet, in order of arrival at each provider; then `all`. */
export type Faults = Readonly<Record<Provider, readonly LiveAnswer[]>>;

export const OPUS = '@nous:anthropic/claude-opus-4.6';
export const SONNET = '@nous:anthropic/claude-sonnet-4.6';
export const GPT = '@nous:openai/gpt-5.4';
export const GEMINI = '@nous:google/gemini-3.1-pro';
export const KIMI = '@nous:moonshotai/kimi-k2.6';
export const QWEN = '@openrouter:qwen/qwen3.6-plus';
/** Withdrawn by its provider. */
export const WITHDRAWN = '@nous:moonshotai/kimi-k1.5';

/** Lists that the server knows without asking. The first of all is what a page falls back to. */
export const STATIC_MODELS: Readonly<Record<Provider, readonly string[]>> = {
  nous: [OPUS, SONNET, GPT, GEMINI],
  openrouter: ['@openrouter:openai/gpt-5.4', '@openrouter:meta/llama-5'],
};

export const LIVE_MODELS: Readonly<Record<Provider, readonly string[]>> = { nous: [KIMI], openrouter: [QWEN] };

export const MODEL_OF: Readonly<Record<SessionKind, string>> = {
  static: SONNET,
  'live-only': KIMI,
  'other-provider': QWEN,
  gone: WITHDRAWN,
};

export const FAST_MS: readonly [number, number] = [10, 80];
/** Slower than a session. */
export const SLOW_MS: readonly [number, number] = [200, 500];

const when = { atMs: fc.integer({ min: 50, max: 800 }), withinMs: fc.constantFrom(0, 400) };
const session = fc.integer({ min: 0, max: 2 });

const action: Arbitrary<Action> = fc.oneof(
  fc.record({ ...when, kind: fc.constant('pick' as const), model: fc.constantFrom(SONNET, GPT, GEMINI, KIMI) }),
  fc.record({ ...when, kind: fc.constant('switch' as const), session }),
  fc.record({
    ...when,
    kind: fc.constant('activate' as const),
    provider: fc.constantFrom<Provider[]>('openrouter', 'nous'),
  }),
  fc.record({ ...when, kind: fc.constantFrom('refresh' as const, 'editor' as const, 'touch' as const) }),
);

export const workload: Arbitrary<Workload> = fc
  .record({
    sessions: fc.array(fc.constantFrom<SessionKind[]>('live-only', 'static', 'other-provider', 'gone'), {
      minLength: 3,
      maxLength: 3,
    }),
    tabs: fc
      .array(fc.record({ atMs: fc.constantFrom(0, 100), session }), { minLength: 1, maxLength: 2 })
      .map(([first, ...others]) => [{ atMs: 0, session: first?.session ?? 0 }, ...others]),
    actions: fc.array(action, { minLength: 0, maxLength: 3 }),
    catalogueMs: fc.constantFrom(FAST_MS, SLOW_MS),
    reloadAtMs: fc.option(fc.integer({ min: 50, max: 800 }), { freq: 3 }),
    catalogueHangs: fc.constantFrom(null, null, null, null, true as const),
  })
  .map(({ reloadAtMs, catalogueHangs, ...others }) => ({
    ...others,
    ...(reloadAtMs === null ? {} : { reloadAtMs }),
    ...(catalogueHangs === null ? {} : { catalogueHangs }),
  }));

const answers = fc.array(fc.constantFrom<LiveAnswer[]>('all', 'fails', 'empty', 'without', 'hangs'), {
  minLength: 0,
  maxLength: 2,
});

export const faults: Arbitrary<Faults> = fc.record({ nous: answers, openrouter: answers });

/** What a minimal counterexample may do without. */
export const leaveOut = { workload: { actions: 0, tabs: 1 }, faults: { nous: 0, openrouter: 0 } } as const;

/** The worst of what an execution has to cope with. */
export function faultClass({ catalogueMs, catalogueHangs }: Workload, { nous, openrouter }: Faults): string {
  const answers = [...nous, ...openrouter];
  if (answers.includes('hangs') || catalogueHangs) return 'hang';
  if (answers.includes('fails')) return 'error';
  if (answers.includes('empty') || answers.includes('without')) return 'short list';
  return catalogueMs[0] >= SLOW_MS[0] ? 'slow' : 'none';
}
