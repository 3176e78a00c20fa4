import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from '../../scripts/bundle.ts';
import { copyTimelines } from '../../scripts/copy-timelines.ts';
import { filesUnder, ROOT } from './import-graph.ts';

// The package as it is published, for the command in a checkout and for tests that start it: built files take a fifth of the
// time to load that sources take, and whoever compares loads them in some hundred threads.

/** Within the project, where it finds its packages; git ignores it. */
const FOLDER = join(ROOT, '.built');
const STAMP = join(FOLDER, 'built-from.txt');
const COMPILER = join(ROOT, 'node_modules/typescript/bin/tsc');
/** For the soak, which runs it as another user. */
const READABLE = 0o755;
const SOURCES = ['harness', 'scenarios', 'src', 'reports', 'scripts'] as const;
const WRITTEN = 'reports/out';
const OTHERS = ['package.json', 'tsconfig.build.json'] as const;

/** What `raceline` starts there. */
export const BIN: string = join(FOLDER, 'bin/raceline.js');

/** URL of `raceline` or of `raceline/ENTRY` there, for a user's modules that the command loads. */
export function publishedEntry(entry: string = 'index'): string {
  return publishedFile(`harness/${entry}.js`);
}

/** URL of a built file, by its path from `dist`. */
export function publishedFile(path: string): string {
  return pathToFileURL(join(FOLDER, 'dist', path)).href;
}

/** Builds it, unless it was built from the sources as they are. vitest calls this once, before all tests. */
export async function setup(): Promise<void> {
  const stamp = stampOfSources();
  if (builtFrom() === stamp) return;
  mkdirSync(FOLDER, { recursive: true });
  // Whoever runs tests beside us goes on with the old one until the new one is whole.
  const fresh = mkdtempSync(join(FOLDER, 'dist-'));
  chmodSync(fresh, READABLE);
  // `npm run check` has checked the types, or will.
  const compile = [COMPILER, '-p', join(ROOT, 'tsconfig.build.json'), '--noCheck', '--outDir', fresh];
  execFileSync(process.execPath, compile, { stdio: 'inherit' });
  await bundle(fresh);
  copyTimelines(fresh);
  rmSync(STAMP, { force: true });
  rmSync(join(FOLDER, 'dist'), { recursive: true, force: true });
  renameSync(fresh, join(FOLDER, 'dist'));
  cpSync(join(ROOT, 'bin'), join(FOLDER, 'bin'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(FOLDER, 'package.json'));
  writeFileSync(STAMP, stamp);
}

/** Empty before the first time, and where a build was cut short. */
function builtFrom(): string {
  try {
    return readFileSync(STAMP, 'utf8');
  } catch {
    return '';
  }
}

/** A line for each file and each folder, whose time tells of files that came and went; bin/raceline.js compares it too. */
export function stampOfSources(): string {
  const folders = SOURCES.flatMap((name) => [name, ...foldersUnder(name)]);
  const files = [...[...SOURCES, 'bin'].flatMap(filesUnder), ...OTHERS];
  return [...folders, ...files].map((path) => `${path} ${statSync(join(ROOT, path)).mtimeMs}`).join('\n');
}

/** But where commands write what they found: each would have the next one build everything anew. */
function foldersUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ parentPath, name }) => relative(ROOT, join(parentPath, name)))
    .filter((path) => path !== WRITTEN && !path.startsWith(`${WRITTEN}/`));
}
