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
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from '../../scripts/bundle.ts';
import { copyTimelines } from '../../scripts/copy-timelines.ts';
import { filesUnder, ROOT } from './import-graph.ts';

// The package as it is published, for tests that start the command: built files take half the time to load that sources
// take, and these tests start several hundred processes.

/** Within the project, where it finds its packages; git ignores it. */
const FOLDER = join(ROOT, '.built');
const STAMP = join(FOLDER, 'built-from.txt');
const COMPILER = join(ROOT, 'node_modules/typescript/bin/tsc');
/** For the soak, which runs it as another user. */
const READABLE = 0o755;
const SOURCES = ['harness', 'scenarios', 'src', 'reports', 'scripts'] as const;
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

function stampOfSources(): string {
  const bin = readdirSync(join(ROOT, 'bin')).map((name) => join('bin', name));
  const files = [...SOURCES.flatMap(filesUnder), ...bin, ...OTHERS];
  return files
    .map((file) => {
      const { mtimeMs, size } = statSync(join(ROOT, file));
      return `${file} ${mtimeMs} ${size}`;
    })
    .join('\n');
}
