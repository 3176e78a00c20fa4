import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { RacelineError } from '../../engine/errors.ts';

/** Makes sure, before any work is done, that files can be written there. */
export function prepareOutputDirectory(directory: string): void {
  try {
    makeDirectory(resolve(directory));
    accessSync(directory, constants.W_OK);
    const probe = join(directory, `.raceline-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw new RacelineError('ERR_OUTPUT_DIRECTORY', {
      what: `replay files cannot be written to ${directory}`,
      why: error instanceof Error ? error.message : String(error),
      next: 'Pass another folder to --out.',
    });
  }
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
export function writeWhole(directory: string, name: string, text: string): string {
  const path = join(directory, name);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  return path;
}
