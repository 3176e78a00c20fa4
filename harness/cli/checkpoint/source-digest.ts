import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { RacelineError } from '../../engine/errors.ts';

/** Files that one scenario, or one folder, may have. */
export const FILES_MAX = 10_000;

const SOURCE = /\.(?:[cm]?[jt]sx?|json)$/;
const TEST = /\.test\.\w+$/;

export function digestFile(file: string): string {
  return hash(readFileSync(file, 'utf8'));
}

/** Of the sources below a folder, without tests, together. */
export function digestFolder(folder: string): string {
  return hash(
    sourcesUnder(folder)
      .map((file) => readFileSync(file, 'utf8'))
      .join('\0'),
  );
}

/** A package's version; a linked one, as in a monorepo, may be edited under the same version, so all its files count. */
export function digestPackage(name: string, importerFolder: string): string {
  for (let folder = importerFolder; ; folder = dirname(folder)) {
    const home = join(folder, 'node_modules', name);
    if (existsSync(join(home, 'package.json'))) {
      const real = realpathSync(home);
      return real.split(sep).includes('node_modules') ? versionOf(real) : digestFolder(real);
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
    else if (SOURCE.test(entry.name) && !TEST.test(entry.name)) files.push(path);
    if (files.length > FILES_MAX) throw tooMany(folder);
  }
  return files.sort();
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

export function tooMany(where: string): RacelineError {
  return new RacelineError('ERR_BAD_CHECKPOINT', {
    what: `${where} reaches more than ${FILES_MAX} files`,
    why: 'a checkpoint has a digest of each, to notice edits',
    next: 'Explore without --checkpoint.',
  });
}
