import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { RacelineError } from '../../harness/index.ts';

/** Where `npm run packages` puts published packages; git ignores it. */
const HOME = new URL('../../.packages/package.json', import.meta.url);

/** Path of the module of a published package, by its name or by `NAME-VERSION`. Throws ERR_BAD_SCENARIO_MODULE if it was not fetched. */
export function pathOfPublished(alias: string): string {
  try {
    return createRequire(HOME).resolve(alias);
  } catch {
    throw notFetched(`the package ${alias}`);
  }
}

function notFetched(what: string): RacelineError {
  return new RacelineError('ERR_BAD_SCENARIO_MODULE', {
    what,
    why: `it is not in ${fileURLToPath(new URL('.', HOME))}`,
    next: 'Run npm run packages, which fetches it.',
  });
}

/**
 * Path of the file of openclaw's package that has a module of its sources: `src/agents/session-write-lock.ts`. They are bundled under
 * other names, and what of a version is fetched is in `openclaw-VERSION`.
 */
export function pathInOpenclaw(version: string, module: string): string {
  const folder = new URL(`openclaw-${version}/dist/`, HOME);
  try {
    const path = readdirSync(folder).find((name) =>
      readFileSync(new URL(name, folder), 'utf8').includes(regionOf(module)),
    );
    if (path !== undefined) return fileURLToPath(new URL(path, folder));
  } catch {
    // Said below.
  }
  throw notFetched(`${module} of openclaw ${version}`);
}

/** What begins a module in a bundle of openclaw's. */
export function regionOf(module: string): string {
  return `//#region ${module}\n`;
}

/** The module itself, as npm has it. */
export async function published(alias: string): Promise<Record<string, unknown> & { default: unknown }> {
  return await import(pathToFileURL(pathOfPublished(alias)).href);
}
