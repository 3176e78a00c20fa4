import type { Transform } from 'node:stream';
import zlib from 'node:zlib';

// What was sent when the connection ended is given out, whole or not.
const ZLIB = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH };
const BROTLI = {
  flush: zlib.constants.BROTLI_OPERATION_FLUSH,
  finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH,
};
/** Those that every supported Node has. `identity` is none of them: undici then leaves the body as it is. */
const DECODERS: ReadonlyMap<string, () => Transform> = new Map([
  ['gzip', () => zlib.createGunzip(ZLIB)],
  ['x-gzip', () => zlib.createGunzip(ZLIB)],
  ['deflate', () => zlib.createInflate(ZLIB)],
  ['br', () => zlib.createBrotliDecompress(BROTLI)],
]);

/** What undoes a `content-encoding`, last coding first, as undici does; nothing if one of them is not known. */
export function decodersOf(encoding: string | undefined): Transform[] {
  if (encoding === undefined) return [];
  const codings = encoding.toLowerCase().split(',').reverse();
  const known = codings.map((coding) => DECODERS.get(coding.trim()));
  return known.includes(undefined) ? [] : known.map((make) => (make as () => Transform)());
}
