import type { Behaviour, Workload } from './workloads.ts';
import { CANDIDATES } from './world.ts';

/** How long the upstream works on a request before it answers, beyond the network's own latency. */
export const WORK_MS: Readonly<Record<Behaviour, number>> = {
  ok: 0,
  'ok-after-180s': 180_000,
  'ok-compacts-60s': 0,
  'ok-compacts-450s': 0,
  hang: 0,
  stall: 0,
  'rate-limit-after-30s': 30_000,
  unavailable: 0,
};

/** How long it works on a summary, where it has said that the session is nearly too long. */
export function summaryMs(behaviour: Behaviour): number {
  if (behaviour === 'ok-compacts-60s') return 60_000;
  return behaviour === 'ok-compacts-450s' ? 450_000 : 0;
}

/** A model that answers, sooner or later. */
export function healthy(behaviour: Behaviour): boolean {
  return behaviour === 'ok' || behaviour === 'ok-after-180s' || summaryMs(behaviour) > 0;
}

/** What every healthy model answers. */
export const THE_ANSWER = 'the answer';
/** What it says beside that of a session that is nearly too long: the part of its context that is full. */
export const CONTEXT_USED = 0.97;
export const THE_SUMMARY = 'they said hello';

/** The beginning of an answer whose rest never comes. */
export const HALF_AN_ANSWER = '{"text":"the ans';

/** What the workload says about the candidate that makes this request. */
export function behaviourFor(workload: Workload, request: Request): Behaviour {
  const profile = request.headers.get('x-profile');
  const index = CANDIDATES.findIndex((candidate) => candidate.profile === profile);
  return workload.candidates[index] ?? 'unavailable';
}

export function isForSummary(request: Request): boolean {
  return new URL(request.url).pathname === '/v1/summaries';
}
