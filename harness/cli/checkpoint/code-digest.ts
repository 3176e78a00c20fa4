import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CATALOGUE } from '../../../scenarios/index.ts';
import { RacelineError } from '../../engine/errors.ts';
import { ENGINE, STRATEGY } from '../../explore/checkpoint-match.ts';
import { STRATEGIES } from '../../strategies/catalogue.ts';

/** Digests of what findings depend on beside the options, by path from the scenario's folder. */
export type CodeDigest = Readonly<Record<string, string>>;

/** Files that one scenario may reach. */
const FILES_MAX = 10_000;
/** The engine's own folder, in a checkout or built. */
const ENGINE_FOLDER = fileURLToPath(new URL('../../', import.meta.url));
const SOURCE = /\.(?:[cm]?[jt]sx?|json)$/;
/** A quoted relative path or file URL: an import of any kind, or a file that the code reads. */
const QUOTED_PATH = /['"`]((?:\.{1,2}\/|file:\/\/|\/)[^'"`\n\s]+)['"`]/g;
/** A quoted package name after from, import or require. */
const PACKAGE = /\b(?:from|import|require)\s*\(?\s*['"]([@a-zA-Z][^'"\n]*)['"]/g;

/**
 * Digests the scenario's module and every file that it or these name in quotes, and the versions of the packages that they
 * import; the same of the strategy's module, if the strategy is a user's. Reads text, runs nothing. What it cannot see is a
 * path that is put together at run time; a job is made again on resuming for that reason too.
 */
export function digestCode(reference: string, strategy: string): CodeDigest {
  const digest: Record<string, string> = { [ENGINE]: digestFiles(sourcesUnder(ENGINE_FOLDER)) };
  digestReached(moduleOf(reference), '', digest);
  const isOurs = STRATEGIES.some(({ name }) => name === strategy);
  if (!isOurs) digestReached(realpathSync(resolve(strategy)), STRATEGY, digest);
  return digest;
}

/** Adds what is reached from `entry`, by path from its folder with `prefix` before it. */
function digestReached(entry: string, prefix: string, digest: Record<string, string>): void {
  const queue = [entry];
  const seen = new Set(queue);
  for (const file of queue) {
    if (seen.size > FILES_MAX) throw tooMany(entry);
    const text = readFileSync(file, 'utf8');
    digest[prefix + relative(dirname(entry), file).split(sep).join('/')] = hash(text);
    if (!SOURCE.test(file)) continue;
    for (const next of filesNamedIn(text, file)) {
      if (!seen.has(next)) queue.push(next);
      seen.add(next);
    }
    for (const name of packagesNamedIn(text)) digest[`package ${name}`] ??= digestPackage(name, file);
  }
}

function moduleOf(reference: string): string {
  const timelines = CATALOGUE.get(reference)?.timelines;
  if (timelines === undefined) return realpathSync(resolve(reference));
  const isBuilt = import.meta.url.endsWith('.js');
  return fileURLToPath(new URL(isBuilt ? '../scenario.js' : '../scenario.ts', timelines));
}

/** Files of the engine count as one: they are not what a user has edited. */
function filesNamedIn(text: string, file: string): string[] {
  return [...text.matchAll(QUOTED_PATH)].flatMap(([, path = '']) => {
    const named = path.startsWith('file:') ? fileURLToPath(path) : resolve(dirname(file), path);
    const found = candidates(named).find((each) => existsSync(each) && statSync(each).isFile());
    return found === undefined || found.startsWith(ENGINE_FOLDER) ? [] : [found];
  });
}

/** As TypeScript and bundlers resolve: `./x.js` may be `x.ts`, `./x` may have any ending or be a folder. */
function candidates(path: string): string[] {
  const typescript = path.replace(/\.([cm]?)js(x?)$/, '.$1ts$2');
  const endings = ['.ts', '.js', '.mts', '.mjs', '.cts', '.cjs', '.tsx', '.jsx', '.json', '/index.ts', '/index.js'];
  return [path, typescript, ...endings.map((ending) => path + ending)];
}

function packagesNamedIn(text: string): string[] {
  return [...text.matchAll(PACKAGE)].flatMap(([, specifier = '']) => {
    const parts = specifier.split('/');
    const name = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
    return name.includes(':') || builtinModules.includes(name) ? [] : [name];
  });
}

/** A package's version; a linked one, as in a monorepo, may be edited under the same version, so all its files count. */
function digestPackage(name: string, importer: string): string {
  for (let folder = dirname(importer); ; folder = dirname(folder)) {
    const home = join(folder, 'node_modules', name);
    if (existsSync(join(home, 'package.json'))) {
      const real = realpathSync(home);
      if (real.split(sep).includes('node_modules')) return versionOf(real);
      return digestFiles(sourcesUnder(real));
    }
    if (folder === dirname(folder)) return 'not found';
  }
}

function versionOf(home: string): string {
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version?: string };
  return version ?? 'no version';
}

function sourcesUnder(folder: string): string[] {
  const files: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...sourcesUnder(path));
    else if (SOURCE.test(entry.name) && !/\.test\.\w+$/.test(entry.name)) files.push(path);
    if (files.length > FILES_MAX) throw tooMany(folder);
  }
  return files.sort();
}

function digestFiles(files: readonly string[]): string {
  return hash(files.map((file) => readFileSync(file, 'utf8')).join('\0'));
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function tooMany(where: string): RacelineError {
  return new RacelineError('ERR_BAD_CHECKPOINT', {
    what: `${where} reaches more than ${FILES_MAX} files`,
    why: 'a checkpoint has a digest of each, to notice edits',
    next: 'Explore without --checkpoint.',
  });
}
