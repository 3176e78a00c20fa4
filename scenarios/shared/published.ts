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
    throw new RacelineError('ERR_BAD_SCENARIO_MODULE', {
      what: `the package ${alias}`,
      why: `it is not in ${fileURLToPath(new URL('.', HOME))}`,
      next: 'Run npm run packages, which fetches it.',
    });
  }
}

/** The module itself, as npm has it. */
export async function published(alias: string): Promise<Record<string, unknown> & { default: unknown }> {
  return await import(pathToFileURL(pathOfPublished(alias)).href);
}
