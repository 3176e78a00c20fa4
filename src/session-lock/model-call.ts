import { type Candidate, candidateName } from './candidates.ts';
import type { Turn } from './gateway.ts';
import type { FailoverReason } from './rotation-policy.ts';
import { MODEL_TIMEOUT_MS } from './settings.ts';

/** A model call that failed, with what failover needs to know. */
export class ModelCallError extends Error {
  override readonly name = 'ModelCallError';
  readonly reason: FailoverReason | null;
  /** Our own timer ended the call. */
  readonly timedOut: boolean;
  /** It did so after the model had answered, while the session was compacted. */
  readonly timedOutDuringCompaction: boolean;

  constructor(message: string, failure: ModelFailure, cause?: unknown) {
    super(message, { cause });
    this.reason = failure.reason;
    this.timedOut = failure.timedOut;
    this.timedOutDuringCompaction = failure.timedOutDuringCompaction ?? false;
  }
}

interface ModelFailure {
  readonly reason: FailoverReason | null;
  readonly timedOut: boolean;
  readonly timedOutDuringCompaction?: boolean;
}

/** What a model answers, and how much of its context the session takes now, from 0 to 1. */
export interface ModelAnswer {
  readonly text: string;
  readonly contextUsed?: number;
}

/** Asks one candidate for an answer; gives up after 400 s, headers and body together. */
export async function callModel(
  apiUrl: string,
  candidate: Candidate,
  turn: Turn,
  history: readonly string[],
): Promise<string> {
  const signal = AbortSignal.timeout(MODEL_TIMEOUT_MS);
  return (await askModel(apiUrl, candidate, turn, { history, signal })).text;
}

/** The same under a timer of the caller's, with all that the model says. */
export async function askModel(
  apiUrl: string,
  candidate: Candidate,
  turn: Turn,
  call: { history: readonly string[]; signal: AbortSignal },
): Promise<ModelAnswer> {
  const response = await sendRequest(apiUrl, candidate, turn, call);
  if (!response.ok) throw failedResponse(candidate, response.status);
  return readAnswer(response, candidate, call.signal);
}

async function sendRequest(
  apiUrl: string,
  candidate: Candidate,
  turn: Turn,
  call: { history: readonly string[]; signal: AbortSignal },
): Promise<Response> {
  try {
    return await fetch(`${apiUrl}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-profile': candidate.profile, 'x-session': turn.session },
      body: JSON.stringify({ model: candidate.model, messages: [...call.history, turn.prompt] }),
      signal: call.signal,
    });
  } catch (error) {
    const name = candidateName(candidate);
    if (call.signal.aborted)
      throw new ModelCallError(`${name}: no response`, { reason: 'timeout', timedOut: true }, error);
    throw new ModelCallError(`${name}: connection failed`, { reason: 'server_error', timedOut: false }, error);
  }
}

async function readAnswer(response: Response, candidate: Candidate, signal: AbortSignal): Promise<ModelAnswer> {
  try {
    return (await response.json()) as ModelAnswer;
  } catch (error) {
    // Half an answer is an assistant message without an error of its own, so no reason can be told.
    throw new ModelCallError(
      `${candidateName(candidate)}: answer cut off`,
      { reason: null, timedOut: signal.aborted },
      error,
    );
  }
}

function failedResponse(candidate: Candidate, status: number): ModelCallError {
  const message = `${candidateName(candidate)}: HTTP ${status}`;
  return new ModelCallError(message, { reason: reasonOf(status), timedOut: false });
}

function reasonOf(status: number): FailoverReason {
  if (status === 429) return 'rate_limit';
  if (status === 401 || status === 403) return 'auth';
  if (status === 408 || status === 504) return 'timeout';
  return 'server_error';
}
