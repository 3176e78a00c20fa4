import { pathToFileURL } from 'node:url';
import { describeError, type ErrorCode, RacelineError } from '../../engine/errors.ts';
import { beginWatch } from '../../run/damage/damage.ts';

/** The exports of a user's module; `reference` is what the user called it. Throws `code` if it cannot be loaded. */
export async function importModule(
  reference: string,
  path: string,
  code: ErrorCode,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return exportsOf((await loaded(pathToFileURL(path).href)) as Record<string, unknown>);
  } catch (error) {
    // What it has damaged is put back before anything else is called, and may be why.
    const damage = beginWatch();
    const next = 'Run again with --debug for the stack.';
    const parts = {
      what: `${reference} could not be loaded`,
      why: firstSentence(describeError(error)),
      next: damage === null ? next : `${damage.says} ${next}`,
    };
    throw new RacelineError(code, parts, error);
  }
}

/** URLs of what is called `.mjs` and imports TypeScript. */
const importing = new Set<string>();

/** What is called `.mjs` is tried without tsx, which takes a thread longer to begin than all else together. */
async function loaded(url: string): Promise<unknown> {
  const isScript = url.endsWith('.mjs');
  if (isScript && !importing.has(url)) {
    try {
      return await import(url);
    } catch (error) {
      if (!mayNeedTypeScript(error)) throw error;
      importing.add(url);
    }
  }
  await understandTypeScript();
  // Node answers for the same URL what it has answered before.
  return import(isScript ? `${url}?typescript` : url);
}

/** What Node throws for `./other.ts`, and for the `./other.js` that TypeScript means by it. */
function mayNeedTypeScript(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return error.code === 'ERR_UNKNOWN_FILE_EXTENSION' || error.code === 'ERR_MODULE_NOT_FOUND';
}

/** tsx compiles a module outside of "type": "module" to CommonJS, whose exports Node's loader gives as `default`. */
function exportsOf(module: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { default: compiled } = module;
  const isCompiled = typeof compiled === 'object' && compiled !== null && '__esModule' in compiled;
  return isCompiled ? (compiled as Record<string, unknown>) : module;
}

let isUnderstood = false;

/**
 * Has this thread load TypeScript, as a user's module may be. Only now: with tsx in the way each of our own built files
 * takes several times as long to load. Where our own files are TypeScript, in our tests, it is loaded already.
 */
async function understandTypeScript(): Promise<void> {
  if (isUnderstood || import.meta.url.endsWith('.ts')) return;
  isUnderstood = true;
  const [esm, cjs] = await Promise.all([import('tsx/esm/api'), import('tsx/cjs/api')]);
  esm.register();
  cjs.register();
}

/** The first line; with the second, where it only announces that (`Transform failed with 1 error:`). */
function firstSentence(text: string): string {
  const [first = '', second = ''] = text.split('\n');
  return first.endsWith(':') ? `${first} ${second.trim()}` : first;
}
