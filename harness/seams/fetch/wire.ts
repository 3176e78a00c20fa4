/** What undici makes of a request's headers on their way: what it adds, drops and refuses. */

/** Sent unless the caller says otherwise. */
const DEFAULTS: readonly (readonly [string, string])[] = [
  ['accept', '*/*'],
  ['accept-language', '*'],
  ['sec-fetch-mode', 'cors'],
  ['user-agent', 'node'],
];
/** Methods whose lack of a body is said. */
const SAYS_EMPTY = new Set(['POST', 'PUT', 'PATCH']);

/** Puts into `headers` what the server gets. `bytes`: length of the body, null if nobody knows it. */
export function asSent(headers: Headers, url: URL, method: string, bytes: number | null): Headers {
  for (const [name, value] of DEFAULTS) if (!headers.has(name)) headers.set(name, value);
  if (!headers.has('accept-encoding')) {
    headers.set('accept-encoding', url.protocol === 'https:' ? 'br, gzip, deflate' : 'gzip, deflate');
  }
  if (!headers.has('connection')) headers.set('connection', 'keep-alive');
  // The caller's is dropped.
  headers.set('host', url.host);
  if (bytes === null) headers.set('transfer-encoding', 'chunked');
  else if (bytes > 0 || SAYS_EMPTY.has(method)) headers.set('content-length', String(bytes));
  return headers;
}

/** Length of a request's body; null: unknown before it is read. */
export function bytesOfBody(body: unknown): number | null {
  if (body === null || body === undefined) return 0;
  if (typeof body === 'string' || body instanceof URLSearchParams) return Buffer.byteLength(String(body));
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return body.byteLength;
  return body instanceof Blob ? body.size : null;
}

const REFUSED = ['transfer-encoding', 'keep-alive', 'upgrade'];

/** What `fetch` rejects with, because undici does not send such headers; null if it does. */
export function refusalOf(headers: Headers): TypeError | null {
  for (const name of REFUSED) if (headers.has(name)) return failed(`invalid ${name} header`, 'InvalidArgumentError');
  const connection = headers.get('connection')?.toLowerCase() ?? 'close';
  if (connection !== 'close' && connection !== 'keep-alive') {
    return failed('invalid connection header', 'InvalidArgumentError');
  }
  return headers.has('expect') ? failed('expect header not supported', 'NotSupportedError') : null;
}

function failed(says: string, name: 'InvalidArgumentError' | 'NotSupportedError'): TypeError {
  const code = name === 'NotSupportedError' ? 'UND_ERR_NOT_SUPPORTED' : 'UND_ERR_INVALID_ARG';
  return new TypeError('fetch failed', { cause: Object.assign(new Error(says), { name, code }) });
}
