import { pathToFileURL } from 'node:url';
import { describeError, type ErrorCode, RacelineError } from '../../engine/errors.ts';

/** The exports of a user's module; `reference` is what the user called it. Throws `code` if it cannot be loaded. */
export async function importModule(
  reference: string,
  path: string,
  code: ErrorCode,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (error) {
    const parts = {
      what: `${reference} could not be loaded`,
      why: firstSentence(describeError(error)),
      next: 'Run again with --debug for the stack.',
    };
    throw new RacelineError(code, parts, error);
  }
}

/** The first line; with the second, where it only announces that (`Transform failed with 1 error:`). */
function firstSentence(text: string): string {
  const [first = '', second = ''] = text.split('\n');
  return first.endsWith(':') ? `${first} ${second.trim()}` : first;
}
