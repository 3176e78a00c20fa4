import type { RequestHandler } from 'msw';
import { currentActor } from '../../engine/current-actor.ts';
import { RacelineError } from '../../engine/errors.ts';
import type { Scheduler } from '../../engine/operation.ts';
import type { Upstream } from './upstream.ts';

/** Executions in which handlers were used last: what they remember (`once`, a generator's place) must not outlive one. */
const usedBy = new WeakMap<RequestHandler, Scheduler>();

/**
 * An upstream of msw handlers, which people already have: `env.network.upstream(origin, mswUpstream(handlers))`.
 * `delay(ms)` is a timer of the upstream's actor, `delay('infinite')` a hang, `HttpResponse.error()` a reset. A streamed
 * body arrives as it is produced. The response's `statusText` gives way to the standard one.
 *
 * The handlers are run one by one as msw's `getResponse` does, but for the request id that it draws from `Math.random`:
 * it would take a number out of the execution's own sequence, which an upstream written natively does not.
 *
 * A request that no handler answers makes the execution's verdicts `unknown` with ERR_NO_UPSTREAM.
 *
 * @example
 * ```ts
 * import { HttpResponse, http } from 'msw';
 * import { mswUpstream } from 'raceline';
 *
 * const models = mswUpstream([http.get('https://api.example/models', () => HttpResponse.json(['a', 'b']))]);
 * // In setup: env.network.upstream('https://api.example', models);
 * const answer = await models(new Request('https://api.example/models'), { n: 1, now: 0 });
 * console.log(answer instanceof Response && (await answer.text())); // ["a","b"]
 * ```
 */
export function mswUpstream(handlers: readonly RequestHandler[]): Upstream {
  return async (request, { n }) => {
    startAfresh(handlers);
    // msw matches by what only a real request has.
    const real = request.clone();
    keepFor(real, request);
    for (const handler of handlers) {
      if (!mayAnswer(handler, real.method, real.url)) continue;
      const result = await handler.run({ request: real, requestId: `request-${n}` });
      if (result?.response !== undefined) return answered(result.response, request);
    }
    throw unanswered(request, 'no handler answers it');
  };
}

/**
 * Before anything else msw clones the request that it is given, and keeps the clone for its log: it gets the one that ours was cloned from,
 * and so the body is not divided a second time. Clones after that are as ever.
 */
function keepFor(real: Request, kept: Request): void {
  const clone = (): Request => {
    Reflect.deleteProperty(real, 'clone');
    return kept;
  };
  Object.defineProperty(real, 'clone', { configurable: true, value: clone });
}

/** Ends the part of a path that any URL which it matches begins with, but for the case of letters. */
const PATTERN = /.?[:*(){}?+\\#[\]].*$|\/$/s;

/**
 * False where msw would only find that the handler is for something else, which takes it a good part of what a whole answer does. Of
 * others it decides: of paths that are functions, expressions or have no origin, of GraphQL and of handlers of one's own.
 */
function mayAnswer(handler: RequestHandler, method: string, url: string): boolean {
  if (handler.constructor.name !== 'HttpHandler') return true;
  const { method: itsMethod, path } = handler.info as { readonly method?: unknown; readonly path?: unknown };
  if (typeof itsMethod === 'string' && itsMethod.toLowerCase() !== method.toLowerCase()) return false;
  const [, scheme, rest] = typeof path === 'string' ? (/^(https?:\/\/)(.*)$/is.exec(path) ?? []) : [];
  if (scheme === undefined || rest === undefined) return true;
  return url.toLowerCase().startsWith((scheme + rest.replace(PATTERN, '')).toLowerCase());
}

function startAfresh(handlers: readonly RequestHandler[]): void {
  const execution = currentActor()?.execution;
  if (execution === undefined) return;
  for (const handler of handlers) {
    if (usedBy.get(handler) === execution) continue;
    usedBy.set(handler, execution);
    // Protected in msw's types; what its `resetHandlers` and `restoreHandlers` call, which need a server of their own.
    const { reset, restore } = handler as unknown as Record<'reset' | 'restore', (this: RequestHandler) => void>;
    reset.call(handler);
    restore.call(handler);
  }
}

function answered(response: Response, request: Request): Response {
  if (response.headers.get('x-msw-intention') !== 'passthrough') return response;
  throw unanswered(request, 'its handler passes it through, and there is nothing behind the simulated network');
}

function unanswered(request: Request, why: string): RacelineError {
  return new RacelineError('ERR_NO_UPSTREAM', {
    what: `${request.method} ${request.url} reached mswUpstream`,
    why,
    next: 'Add a handler that responds to it.',
  });
}
