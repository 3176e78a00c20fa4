import { readFile } from 'node:fs/promises';
import { duplicateKeys } from './duplicate-keys.ts';

/** What is wrong with a registry file. */
export type RegistryIssue =
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly message: string }
  | { readonly kind: 'not-json'; readonly message: string }
  | { readonly kind: 'no-entries' }
  | { readonly kind: 'nameless'; readonly count: number }
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
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return unhealthy(path, isMissing ? { kind: 'missing' } : { kind: 'unreadable', message: messageOf(error) });
  }
  return checkRegistryText(path, text, options);
}

/** The same for a text that was read already. */
export function checkRegistryText(path: string, text: string, options: { expected?: number } = {}): RegistryHealth {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return unhealthy(path, { kind: 'not-json', message: messageOf(error) });
  }
  const names = namesIn(content);
  if (names === null) return unhealthy(path, { kind: 'no-entries' });
  const issues: RegistryIssue[] = [];
  const nameless = names.filter((name) => name === null).length;
  if (nameless > 0) issues.push({ kind: 'nameless', count: nameless });
  const repeated = [...new Set([...repeatedIn(names), ...duplicateKeys(text)])];
  if (repeated.length > 0) issues.push({ kind: 'duplicates', names: repeated });
  const { expected } = options;
  if (expected !== undefined && names.length !== expected) {
    issues.push({ kind: 'count', expected, found: names.length });
  }
  return { path, entries: names.length, version: versionIn(content), issues };
}

function unhealthy(path: string, issue: RegistryIssue): RegistryHealth {
  return { path, entries: null, version: null, issues: [issue] };
}

/** The name of each entry, null for one that has none; null altogether when nothing looks like a registry. */
function namesIn(content: unknown): readonly (string | null)[] | null {
  if (Array.isArray(content)) return content.map(nameOf);
  if (!isRecord(content)) return null;
  const field = FIELDS.find((name) => name in content);
  const entries = field === undefined ? undefined : content[field];
  if (Array.isArray(entries)) return entries.map(nameOf);
  return isRecord(entries) ? Object.keys(entries) : null;
}

function nameOf(entry: unknown): string | null {
  if (!isRecord(entry)) return null;
  const name = entry.id ?? entry.name;
  return typeof name === 'string' ? name : null;
}

function repeatedIn(names: readonly (string | null)[]): string[] {
  const seen = new Set<string>();
  return names.filter((name): name is string => {
    if (name === null) return false;
    const isRepeated = seen.has(name);
    seen.add(name);
    return isRepeated;
  });
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
