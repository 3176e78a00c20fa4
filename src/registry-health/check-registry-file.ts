import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { duplicateKeys } from './duplicate-keys.ts';

/** What is wrong with a registry file. */
export type RegistryIssue =
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly message: string }
  | { readonly kind: 'not-utf8' }
  | { readonly kind: 'not-json'; readonly message: string }
  | { readonly kind: 'no-entries' }
  | { readonly kind: 'nameless'; readonly count: number }
  /** Ids and names that are no text, as JSON. */
  | { readonly kind: 'not-text'; readonly values: readonly string[] }
  | { readonly kind: 'duplicates'; readonly names: readonly string[] }
  | { readonly kind: 'count'; readonly expected: number; readonly found: number };

export interface RegistryHealth {
  readonly path: string;
  /** Entries found; null when the file could not be understood. */
  readonly entries: number | null;
  /** `version` of a versioned file. */
  readonly version: number | null;
  /** Empty: the registry is healthy. */
  readonly issues: readonly RegistryIssue[];
}

/** Where entries are: the file itself, or one of these fields of it, also beside a `version`. */
const FIELDS = ['models', 'providers', 'tools', 'sessions'] as const;

/** Reads a registry file and says what is wrong with it. Never throws. */
export async function checkRegistryFile(path: string, options: { expected?: number } = {}): Promise<RegistryHealth> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return unhealthy(path, isMissing ? { kind: 'missing' } : { kind: 'unreadable', message: messageOf(error) });
  }
  // Decoded all the same, what is invalid would become U+FFFD, and two such names the same.
  return isUtf8(bytes) ? checkRegistryText(path, bytes.toString(), options) : unhealthy(path, { kind: 'not-utf8' });
}

/** The same for a text that was read already. */
export function checkRegistryText(path: string, text: string, options: { expected?: number } = {}): RegistryHealth {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return unhealthy(path, { kind: 'not-json', message: messageOf(error) });
  }
  const lists = listsIn(content);
  if (lists.length === 0) return unhealthy(path, { kind: 'no-entries' });
  const entries = lists.flatMap((list) => list.entries);
  const issues: RegistryIssue[] = [];
  const nameless = entries.filter(({ id, name }) => id === undefined && name === undefined).length;
  if (nameless > 0) issues.push({ kind: 'nameless', count: nameless });
  const odd = entries.flatMap(({ id, name }) => [id, name]).filter((each) => each !== undefined && !isText(each));
  if (odd.length > 0) issues.push({ kind: 'not-text', values: odd.map((each) => JSON.stringify(each)) });
  const twice = [...new Set([...lists.flatMap(repeatedIn), ...duplicateKeys(text)])];
  if (twice.length > 0) issues.push({ kind: 'duplicates', names: twice });
  const { expected } = options;
  if (expected !== undefined && entries.length !== expected) {
    issues.push({ kind: 'count', expected, found: entries.length });
  }
  return { path, entries: entries.length, version: versionIn(content), issues };
}

function unhealthy(path: string, issue: RegistryIssue): RegistryHealth {
  return { path, entries: null, version: null, issues: [issue] };
}

/** What an entry is called; undefined: not at all. */
interface Entry {
  readonly id: unknown;
  readonly name: unknown;
}

interface List {
  readonly entries: readonly Entry[];
  /** Whether callers ask by name even where entries have ids, as of tools. */
  readonly isAskedByName: boolean;
}

/** All lists of a file; none when nothing looks like a registry. */
function listsIn(content: unknown): List[] {
  if (Array.isArray(content)) return [{ entries: content.map(entryOf), isAskedByName: false }];
  if (!isRecord(content)) return [];
  const known = FIELDS.filter((name) => name in content).flatMap((name) => {
    const entries = entriesOf(content[name]);
    return entries === null ? [] : [{ entries, isAskedByName: name === 'tools' }];
  });
  return known.length > 0 ? known : plainMap(content);
}

/** A file that is itself the map from names to entries, perhaps with a version. */
function plainMap({ version: _, ...content }: Readonly<Record<string, unknown>>): List[] {
  const isMap = Object.keys(content).length > 0 && Object.values(content).every(isRecord);
  return isMap ? [{ entries: entriesOf(content) ?? [], isAskedByName: false }] : [];
}

/** Of a list, or of a map by name; null of anything else. */
function entriesOf(value: unknown): Entry[] | null {
  if (Array.isArray(value)) return value.map(entryOf);
  return isRecord(value) ? Object.keys(value).map((id) => ({ id, name: undefined })) : null;
}

function entryOf(entry: unknown): Entry {
  const { id, name } = isRecord(entry) ? entry : {};
  return { id: id ?? undefined, name: name ?? undefined };
}

function repeatedIn({ entries, isAskedByName }: List): string[] {
  const ids = repeated(entries.map(({ id, name }) => id ?? name));
  return isAskedByName ? [...ids, ...repeated(entries.map(({ name }) => name))] : ids;
}

function repeated(names: readonly unknown[]): string[] {
  const texts = names.filter(isText);
  return texts.filter((name, at) => texts.indexOf(name) !== at);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function versionIn(content: unknown): number | null {
  return isRecord(content) && typeof content.version === 'number' ? content.version : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
