/** Reads and writes give two things: how many bytes, and the buffer that was given. */
const PAIRS: Readonly<Record<string, readonly [count: string, given: string]>> = {
  read: ['bytesRead', 'buffer'],
  readv: ['bytesRead', 'buffers'],
  write: ['bytesWritten', 'buffer'],
  writev: ['bytesWritten', 'buffers'],
};

/** What the callback of this call gets after the error: nothing, or the call's value, or its two values. */
export function callbackResults(name: string, value: unknown): readonly unknown[] {
  const pair = PAIRS[name];
  if (pair === undefined) return value === undefined ? [] : [value];
  const result = value as Readonly<Record<string, unknown>>;
  return [result[pair[0]], result[pair[1]]];
}

/** What the synchronous call returns: of the two values the first. */
export function syncResult(name: string, value: unknown): unknown {
  return PAIRS[name] === undefined ? value : callbackResults(name, value)[0];
}
