import { readFileSync } from 'node:fs';
import { PACKAGE_FOLDER } from './folders.ts';

/** Version of this engine, as in package.json. */
export const ENGINE_VERSION: string = readVersion();

function readVersion(): string {
  const text = readFileSync(new URL('package.json', PACKAGE_FOLDER), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** Versions whose replay files this engine reads: the same major, and before 1.0 the same minor (semver's rule). */
export function isCompatible(version: string): boolean {
  const line = (text: string): string => {
    const [major, minor] = text.split('.');
    return major === '0' ? `0.${minor}` : `${major}`;
  };
  return line(version) === line(ENGINE_VERSION);
}
