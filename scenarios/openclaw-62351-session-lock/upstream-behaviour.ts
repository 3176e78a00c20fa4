import type { Behaviour, Workload } from './workloads.ts';
import { CANDIDATES } from './world.ts';

/** How long the upstream works on a request before it answers, beyond the network's own latency. */
export const WORK_MS: Readonly<Record<Behaviour, number>> = {
  ok: 0,
  'ok-after-180s': 180_000,
  hang: 0,
  stall: 0,
  'rate-limit-after-30s': 30_000,
  unavailable: 0,
};

/** What every healthy model answers. */
export const THE_ANSWER = 'the answer';

/** The beginning of an answer whose rest never comes. */
export const HALF_AN_ANSWER = '{"text":"the ans';

/** What the workload says about the candidate that makes this request. */
export function behaviourFor(workload: Workload, request: Request): Behaviour {
  const profile = request.headers.get('x-profile');
  const index = CANDIDATES.findIndex((candidate) => candidate.profile === profile);
  return workload.candidates[index] ?? 'unavailable';
}
