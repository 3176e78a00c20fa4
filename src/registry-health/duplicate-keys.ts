/** A string literal of JSON, or a character that opens, closes or separates. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

/**
 * Keys that occur twice in one object of a valid JSON text. `JSON.parse` keeps the last of them and says nothing, so a
 * registry keyed by name hides its duplicates.
 */
export function duplicateKeys(text: string): string[] {
  const repeated: string[] = [];
  /** Keys of each open object, null for an array. */
  const open: (Set<string> | null)[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') note(open.at(-1), JSON.parse(last), repeated);
    last = token;
  }
  return repeated;
}

function note(keys: Set<string> | null | undefined, key: string, repeated: string[]): void {
  if (keys?.has(key) === true) repeated.push(key);
  keys?.add(key);
}
