import {
  type Env,
  hang,
  json,
  mswUpstream,
  type Reply,
  respond,
  serverError,
  type Upstream,
} from '../../harness/index.ts';
import {
  behaviourFor,
  CONTEXT_USED,
  HALF_AN_ANSWER,
  isForSummary,
  summaryMs,
  THE_ANSWER,
  THE_SUMMARY,
  WORK_MS,
} from './upstream-behaviour.ts';
import { mswHandlers } from './upstream-msw.ts';
import type { Behaviour, Workload } from './workloads.ts';
import { API_URL } from './world.ts';

/** Puts the model provider on the network, in the form that the workload asks for. */
export function addUpstream(
  env: Env,
  workload: Workload,
  asked: (ask: { session: string; behaviour: Behaviour; isForSummary: boolean }) => void,
): void {
  const upstream = workload.upstream === 'msw' ? mswUpstream(mswHandlers(workload)) : nativeUpstream(workload);
  const watched: Upstream = (request, context) => {
    asked({
      session: request.headers.get('x-session') ?? '',
      behaviour: behaviourFor(workload, request),
      isForSummary: isForSummary(request),
    });
    return upstream(request, context);
  };
  env.network.upstream(API_URL, watched, { name: 'copilot', latencyMs: [50, 500] });
}

function nativeUpstream(workload: Workload): Upstream {
  return async (request) => {
    const behaviour = behaviourFor(workload, request);
    const isSummary = isForSummary(request);
    const workMs = isSummary ? summaryMs(behaviour) : WORK_MS[behaviour];
    if (workMs > 0) await new Promise((resolve) => setTimeout(resolve, workMs));
    return isSummary ? json({ text: THE_SUMMARY }) : replyOf(behaviour);
  };
}

function replyOf(behaviour: Behaviour): Reply {
  switch (behaviour) {
    case 'ok':
    case 'ok-after-180s':
      return json({ text: THE_ANSWER });
    case 'ok-compacts-60s':
    case 'ok-compacts-450s':
      return json({ text: THE_ANSWER, contextUsed: CONTEXT_USED });
    case 'hang':
      return hang();
    case 'stall':
      return respond(200, [HALF_AN_ANSWER], { end: 'hang' });
    case 'rate-limit-after-30s':
      return respond(429);
    case 'unavailable':
      return serverError(503);
  }
}
