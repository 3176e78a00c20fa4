import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { RacelineError } from '../../engine/errors.ts';

/** What is to be written where, as an error says it. */
export interface Output {
  readonly what: string;
  readonly where: string;
  readonly next: string;
}

/** Makes sure, before any work is done, that files can be written there. Throws ERR_OUTPUT_DIRECTORY. */
export function prepareOutputDirectory(directory: string, output: Output = replayFilesIn(directory)): void {
  try {
    makeDirectory(resolve(directory));
    accessSync(directory, constants.W_OK);
    const probe = join(directory, `.raceline-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw unwritable(output, error);
  }
}

export function replayFilesIn(directory: string): Output {
  return { what: 'replay files', where: directory, next: 'Pass another folder to --out.' };
}

export function unwritable({ what, where, next }: Output, error: unknown): RacelineError {
  return new RacelineError('ERR_OUTPUT_DIRECTORY', {
    what: `${what} cannot be written to ${where}`,
    why: error instanceof Error ? error.message : String(error),
    next,
  });
}

/** Not by `recursive: true`: below /proc, where a folder cannot be made, Node 20 tries for ever. */
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  makeDirectory(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another shard of the same run may have made it meanwhile.
    if (!existsSync(path)) throw error;
  }
}

/** Writes a file whole or not at all, and returns its path. */
export function writeWhole(directory: string, name: string, content: string | Uint8Array): string {
  const path = join(directory, name);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  return path;
}
