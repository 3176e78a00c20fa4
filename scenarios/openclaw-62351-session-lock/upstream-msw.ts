import { delay, HttpResponse, http, type RequestHandler } from 'msw';
import {
  behaviourFor,
  CONTEXT_USED,
  HALF_AN_ANSWER,
  summaryMs,
  THE_ANSWER,
  THE_SUMMARY,
  WORK_MS,
} from './upstream-behaviour.ts';
import type { Behaviour, Workload } from './workloads.ts';
import { API_URL } from './world.ts';

/** The same upstream as upstream.ts, written as the msw handlers that a project may already have. */
export function mswHandlers(workload: Workload): RequestHandler[] {
  return [
    http.post(`${API_URL}/v1/messages`, async ({ request }) => {
      const behaviour = behaviourFor(workload, request);
      const workMs = WORK_MS[behaviour];
      if (workMs > 0) await delay(workMs);
      return responseOf(behaviour);
    }),
    http.post(`${API_URL}/v1/summaries`, async ({ request }) => {
      const workMs = summaryMs(behaviourFor(workload, request));
      if (workMs > 0) await delay(workMs);
      return HttpResponse.json({ text: THE_SUMMARY });
    }),
  ];
}

async function responseOf(behaviour: Behaviour): Promise<Response> {
  switch (behaviour) {
    case 'ok':
    case 'ok-after-180s':
      return HttpResponse.json({ text: THE_ANSWER });
    case 'ok-compacts-60s':
    case 'ok-compacts-450s':
      return HttpResponse.json({ text: THE_ANSWER, contextUsed: CONTEXT_USED });
    case 'hang':
      await delay('infinite');
      return HttpResponse.error();
    case 'stall':
      return new HttpResponse(halfABody(), { status: 200 });
    case 'rate-limit-after-30s':
      return new HttpResponse(null, { status: 429 });
    case 'unavailable':
      return new HttpResponse(null, { status: 503 });
  }
}

function halfABody(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode(HALF_AN_ANSWER)),
  });
}
