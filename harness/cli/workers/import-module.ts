import { pathToFileURL } from 'node:url';
import { describeError, type ErrorCode, RacelineError } from '../../engine/errors.ts';
import { beginWatch } from '../../run/damage/damage.ts';

/** The exports of a user's module; `reference` is what the user called it. Throws `code` if it cannot be loaded, or NeedsTypeScript. */
export async function importModule(
  reference: string,
  path: string,
  code: ErrorCode,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return exportsOf((await loaded(pathToFileURL(path).href)) as Record<string, unknown>);
  } catch (error) {
    if (error instanceof NeedsTypeScript) throw error;
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

/** Thrown where a module that is called `.mjs` seems to import TypeScript. */
export class NeedsTypeScript extends Error {}

/** What is called `.mjs` is tried without tsx, which takes a thread longer to begin than all else together. */
async function loaded(url: string): Promise<unknown> {
  if (isUnderstood || !url.endsWith('.mjs')) {
    await understandTypeScript();
    return import(url);
  }
  try {
    return await import(url);
  } catch (error) {
    throw mayNeedTypeScript(error) ? new NeedsTypeScript() : error;
  }
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

/** Where our own files are TypeScript, in our tests, it is understood already. */
let isUnderstood = import.meta.url.endsWith('.ts');

/**
 * Has this thread load TypeScript, as a user's module may be. Only now: with tsx in the way each of our own built files
 * takes several times as long to load.
 */
export async function understandTypeScript(): Promise<void> {
  if (isUnderstood) return;
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
