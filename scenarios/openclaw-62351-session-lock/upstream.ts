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
import { behaviourFor, HALF_AN_ANSWER, THE_ANSWER, WORK_MS } from './upstream-behaviour.ts';
import { mswHandlers } from './upstream-msw.ts';
import type { Behaviour, Workload } from './workloads.ts';
import { API_URL } from './world.ts';

/** Puts the model provider on the network, in the form that the workload asks for. */
export function addUpstream(
  env: Env,
  workload: Workload,
  asked: (session: string, behaviour: Behaviour) => void,
): void {
  const upstream = workload.upstream === 'msw' ? mswUpstream(mswHandlers(workload)) : nativeUpstream(workload);
  const watched: Upstream = (request, context) => {
    asked(request.headers.get('x-session') ?? '', behaviourFor(workload, request));
    return upstream(request, context);
  };
  env.network.upstream(API_URL, watched, { name: 'copilot', latencyMs: [50, 500] });
}

function nativeUpstream(workload: Workload): Upstream {
  return async (request) => {
    const behaviour = behaviourFor(workload, request);
    const workMs = WORK_MS[behaviour];
    if (workMs > 0) await new Promise((resolve) => setTimeout(resolve, workMs));
    return replyOf(behaviour);
  };
}

function replyOf(behaviour: Behaviour): Reply {
  switch (behaviour) {
    case 'ok':
    case 'ok-after-180s':
      return json({ text: THE_ANSWER });
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
