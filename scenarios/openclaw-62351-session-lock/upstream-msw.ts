import { delay, HttpResponse, http, type RequestHandler } from 'msw';
import { behaviourFor, HALF_AN_ANSWER, THE_ANSWER, WORK_MS } from './upstream-behaviour.ts';
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
  ];
}

async function responseOf(behaviour: Behaviour): Promise<Response> {
  switch (behaviour) {
    case 'ok':
    case 'ok-after-180s':
      return HttpResponse.json({ text: THE_ANSWER });
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
