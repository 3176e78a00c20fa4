import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

// Node's algorithm for `exports` and `imports` of a package.json (PACKAGE_TARGET_RESOLVE in its documentation of ESM), for `import`,
// which Node resolves for no other file than the one that asks.

/** What `exports` and `imports` map to. */
type Target = string | null | readonly Target[] | { readonly [condition: string]: Target };

export interface Manifest {
  /** The package's folder. */
  readonly folder: string;
  readonly name?: string;
  readonly type?: string;
  readonly main?: string;
  readonly exports?: Target;
  readonly imports?: Target;
}

const hasModuleSync = Reflect.get(process.features, 'require_module') === true;
const CONDITIONS: ReadonlySet<string> = new Set([
  'node',
  'import',
  'default',
  'node-addons',
  ...(hasModuleSync ? ['module-sync'] : []),
]);

const manifests = new Map<string, Manifest | null>();

/** The manifest of the package that a file belongs to, if any. */
export function manifestAbove(file: string): Manifest | null {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const found = folder.endsWith('/node_modules') ? null : manifestIn(folder);
    if (found !== null || folder === dirname(folder)) return found;
  }
}

export function manifestIn(folder: string): Manifest | null {
  const known = manifests.get(folder);
  if (known !== undefined) return known;
  const path = join(folder, 'package.json');
  const found = existsSync(path) ? { ...(JSON.parse(readFileSync(path, 'utf8')) as object), folder } : null;
  manifests.set(folder, found);
  return found;
}

/** What `exports` gives for a subpath: `.` or `./utils`. Undefined: it gives none. */
export function exported({ folder, exports: declared }: Manifest, subpath: string): string | undefined {
  const isMap = typeof declared === 'object' && declared !== null && Object.keys(declared)[0]?.startsWith('.') === true;
  if (!isMap) return subpath === '.' ? targetOf(folder, declared, '') : undefined;
  return matched(folder, declared as Readonly<Record<string, Target>>, subpath);
}

/** What `imports` gives for `#name`: a path, or the name of a package. */
export function internal({ folder, imports }: Manifest, name: string): string | undefined {
  if (typeof imports !== 'object' || imports === null) return undefined;
  return matched(folder, imports as Readonly<Record<string, Target>>, name);
}

/** The key itself, or the pattern with the longest beginning: `./features/*.js`. */
function matched(folder: string, map: Readonly<Record<string, Target>>, key: string): string | undefined {
  if (key in map && !key.includes('*')) return targetOf(folder, map[key], '');
  const patterns = Object.keys(map)
    .filter((pattern) => pattern.includes('*') && fits(pattern, key))
    .sort((a, b) => b.indexOf('*') - a.indexOf('*') || b.length - a.length);
  const [best] = patterns;
  if (best === undefined) return undefined;
  const [before = '', after = ''] = best.split('*');
  return targetOf(folder, map[best], key.slice(before.length, key.length - after.length));
}

function fits(pattern: string, key: string): boolean {
  const [before = '', after = ''] = pattern.split('*');
  return key.startsWith(before) && key.endsWith(after) && key.length > before.length + after.length;
}

function targetOf(folder: string, target: Target | undefined, match: string): string | undefined {
  if (typeof target === 'string') {
    const filled = target.replaceAll('*', match);
    return target.startsWith('./') ? join(folder, filled) : filled;
  }
  if (typeof target !== 'object' || target === null) return undefined;
  const choices = Array.isArray(target)
    ? (target as readonly Target[])
    : Object.entries(target).flatMap(([condition, value]) => (CONDITIONS.has(condition) ? [value] : []));
  for (const choice of choices) {
    const found = targetOf(folder, choice, match);
    if (found !== undefined) return found;
  }
  return undefined;
}
