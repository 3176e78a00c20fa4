import type { Candidates } from './candidates.ts';
import { ModelCallError } from './model-client.ts';

/** No candidate is left. */
export class FailoverError extends Error {
  constructor(tried: Iterable<string>, cause: ModelCallError) {
    super(`all models failed (${[...tried].join(', ')}): ${cause.message}`, { cause });
    this.name = 'FailoverError';
  }
}

/** Attempts of one run at most. */
const ATTEMPTS_MAX = 20;

/** Lets candidates attempt the work, one after the other, until one succeeds. */
export async function runWithFallback<T>(work: {
  readonly runId: string;
  readonly candidates: Candidates;
  readonly attempt: (model: string, attempt: number) => Promise<T>;
  readonly log: (line: string) => void;
}): Promise<{ readonly model: string; readonly value: T }> {
  const { candidates, log } = work;
  const { requested } = candidates;
  const tried = new Set<string>();
  let candidate = requested;
  for (let attempt = 1; ; attempt++) {
    tried.add(candidate);
    try {
      const value = await work.attempt(candidate, attempt);
      if (attempt > 1) log(decision('candidate_succeeded', requested, candidate, 'unknown', undefined, work.runId));
      return { model: candidate, value };
    } catch (error) {
      if (!(error instanceof ModelCallError)) throw error;
      const next = attempt < ATTEMPTS_MAX ? await candidates.next(candidate, tried) : undefined;
      log(decision('candidate_failed', requested, candidate, error.reason, next, work.runId));
      if (next === undefined) throw new FailoverError(tried, error);
      candidate = next;
    }
  }
}

function decision(
  what: 'candidate_failed' | 'candidate_succeeded',
  requested: string,
  candidate: string,
  reason: string,
  next: string | undefined,
  runId: string,
): string {
  const outcome = `decision=${what} requested=${requested} candidate=${candidate} reason=${reason} next=${next ?? 'none'}`;
  return `model-fallback/decision: ${outcome} run=${runId}`;
}
