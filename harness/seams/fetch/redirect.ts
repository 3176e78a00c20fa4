import type { RespondReply } from '../../world/network/reply.ts';
import { type Outgoing, outgoing, sentText } from './request.ts';

/** Redirects of one call that are followed, as the Fetch standard has it. */
const REDIRECTS_MAX = 20;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const SCHEMES = new Set(['http:', 'https:']);
/** Of the request alone, or of where it went. */
const PER_REQUEST = ['connection', 'content-length', 'host', 'transfer-encoding'];
const OF_BODY = ['content-encoding', 'content-language', 'content-location', 'content-type'];
/** Not for another origin. */
const CREDENTIALS = ['authorization', 'cookie', 'host', 'proxy-authorization'];

/** What comes after a reply that is a redirect. */
export type Next =
  | { readonly kind: 'follow'; readonly outgoing: Outgoing }
  | { readonly kind: 'fail'; readonly cause: Error }
  /** Its body would have to be sent again, and has been read. */
  | { readonly kind: 'unsupported' };

/** Null: the reply is the answer. `followed`: redirects before this one. */
export function afterRedirect(
  { status, headers }: Pick<RespondReply, 'status' | 'headers'>,
  from: Outgoing,
  followed: number,
): Next | null {
  if (!REDIRECTS.has(status) || from.redirect === 'manual') return null;
  if (from.redirect === 'error') return failed('unexpected redirect');
  const location = new Headers(headers).get('location');
  if (location === null) return null;
  const url = parsed(location, from.url);
  if (url instanceof Error) return { kind: 'fail', cause: url };
  if (url.hash === '') url.hash = from.url.hash;
  if (!SCHEMES.has(url.protocol)) return failed('URL scheme must be a HTTP(S) scheme');
  if (followed >= REDIRECTS_MAX) return failed('redirect count exceeded');
  return follow(status, from, url);
}

function parsed(location: string, base: URL): URL | Error {
  try {
    return new URL(location, base);
  } catch (error) {
    return error as Error;
  }
}

function failed(says: string): Next {
  return { kind: 'fail', cause: new Error(says) };
}

function follow(status: number, { request, method, signal, url: before }: Outgoing, url: URL): Next {
  const isPost = method === 'POST' && (status === 301 || status === 302);
  const dropsBody = isPost || (status === 303 && method !== 'GET' && method !== 'HEAD');
  const body = dropsBody ? null : sentText(request);
  if (body === undefined) return { kind: 'unsupported' };
  const headers = new Headers(request.headers);
  const left = [...PER_REQUEST, ...(dropsBody ? OF_BODY : []), ...(url.origin === before.origin ? [] : CREDENTIALS)];
  for (const name of left) headers.delete(name);
  return { kind: 'follow', outgoing: outgoing(url, { method: dropsBody ? 'GET' : method, headers, body, signal }) };
}
