import { readFileSync } from 'node:fs';

/** From the source tree and from `dist/harness` the package file is found at different heights. */
const PLACES = ['../../package.json', '../../../package.json'];

/** Version of this engine, as in package.json. */
export const ENGINE_VERSION: string = readVersion();

function readVersion(): string {
  for (const place of PLACES) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')) as Record<
        string,
        string
      >;
      if (name === 'raceline' && version !== undefined) return version;
    } catch {
      // Not at this height.
    }
  }
  return '0.0.0';
}

/** Versions whose replay files this engine reads: the same major, and before 1.0 the same minor (semver's rule). */
export function isCompatible(version: string): boolean {
  const line = (text: string): string => {
    const [major, minor] = text.split('.');
    return major === '0' ? `0.${minor}` : `${major}`;
  };
  return line(version) === line(ENGINE_VERSION);
}
