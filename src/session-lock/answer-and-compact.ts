import { appendFile } from 'node:fs/promises';
import { type Candidate, candidateName } from './candidates.ts';
import type { Turn } from './gateway.ts';
import { SessionLockedError } from './lock.ts';
import { askModel, ModelCallError } from './model-call.ts';
import { rotationInput } from './rotate-candidates.ts';
import type { RotationPolicy } from './rotation-policy.ts';
import { COMPACTION_TIMEOUT_MS, MODEL_TIMEOUT_MS } from './settings.ts';
import { type Entry, promptTexts } from './transcript.ts';
import { answered } from './turn-entries.ts';
import { type LockUse, withSessionLock } from './with-session-lock.ts';

/** A session is compacted when it fills more of the model's context than this. */
const CONTEXT_USED_MAX = 0.9;
/** A summary has been paid for: a minute of refusals before it is given up. */
const SAVE_TRIES_MAX = 6;

/** What an attempt came to: the answer, and what the turn adds to its session. */
export interface Answered {
  readonly answer: string;
  readonly entries: readonly Entry[];
}

/**
 * One attempt: the model's answer, and the compaction of the session that the answer may ask for, both under the attempt's
 * one timer. If that ends during the compaction, the compaction goes on by itself and saves its own summary, and the policy
 * decides what becomes of the answer: it is thrown away for the next candidate's, or the run ends with it.
 */
export async function answerAndCompact(
  use: LockUse & { readonly policy: RotationPolicy },
  candidate: Candidate,
  turn: Turn,
  before: readonly Entry[],
): Promise<Answered> {
  const signal = AbortSignal.timeout(MODEL_TIMEOUT_MS);
  const history = promptTexts(before);
  const { text, contextUsed = 0 } = await askModel(use.settings.apiUrl, candidate, turn, { history, signal });
  const entries = answered(turn, text);
  if (contextUsed <= CONTEXT_USED_MAX) return { answer: text, entries };
  const compaction = summarise(use, candidate, before).catch((error: unknown) => logFailure(use, error));
  const inTime = await unlessAborted(compaction, signal);
  if (inTime !== 'aborted') return { answer: text, entries: inTime === undefined ? entries : [...entries, inTime] };
  compaction.then((summary) => summary && save(use, summary)).catch((error: unknown) => logFailure(use, error));
  const timeout = new ModelCallError(`${candidateName(candidate)}: timed out during compaction`, {
    reason: 'timeout',
    timedOut: true,
    timedOutDuringCompaction: true,
  });
  if (use.policy(rotationInput(timeout))) throw timeout;
  use.settings.log(`embedded run timeout during compaction: ${use.session} ${use.by}; it ends with its answer`);
  return { answer: text, entries };
}

/** Not ended by the run's timer: its signal is not used here. */
async function summarise(use: LockUse, candidate: Candidate, before: readonly Entry[]): Promise<Entry> {
  const response = await fetch(`${use.settings.apiUrl}/v1/summaries`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-profile': candidate.profile, 'x-session': use.session },
    body: JSON.stringify({ model: candidate.model, messages: promptTexts(before) }),
    signal: AbortSignal.timeout(COMPACTION_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const { text } = (await response.json()) as { text: string };
  return { id: `${use.by}-summary`, role: 'summary', text, covers: before.at(-1)?.id ?? '' };
}

/** Appended, as everything else: what others have written meanwhile stays. */
async function save(use: LockUse, summary: Entry): Promise<void> {
  const by = `${use.by}-compaction`;
  for (let tries = 1; ; tries++) {
    try {
      // A crash may have left half a line at the end.
      return await withSessionLock({ ...use, by }, async (path, held) => {
        await held.ensureCurrent?.();
        await appendFile(path, `\n${JSON.stringify(summary)}\n`);
      });
    } catch (error) {
      if (!(error instanceof SessionLockedError) || tries === SAVE_TRIES_MAX) throw error;
    }
  }
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | 'aborted'> {
  if (signal.aborted) return 'aborted';
  const aborted = new Promise<'aborted'>((resolve) => signal.addEventListener('abort', () => resolve('aborted')));
  return Promise.race([work, aborted]);
}

function logFailure({ settings, session, by }: LockUse, error: unknown): undefined {
  settings.log(`compaction failed: ${session} ${by}: ${error instanceof Error ? error.message : String(error)}`);
}
