import { realpathSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CATALOGUE } from '../../../scenarios/index.ts';
import { describeError, RacelineError } from '../../engine/errors.ts';
import { HARNESS_FOLDER, IS_BUILT } from '../../engine/folders.ts';
import { ENGINE, STRATEGY } from '../../explore/checkpoint-match.ts';
import { STRATEGIES } from '../../strategies/catalogue.ts';
import { type ReachedCode, reachedCode } from './reached-code.ts';
import { digestFile, digestFolder, digestPackage, FILES_MAX, tooMany } from './source-digest.ts';

/** Digests of what findings depend on beside the options, by path from the scenario's folder. */
export type CodeDigest = Readonly<Record<string, string>>;

/** The engine's own folder, in a checkout or built. */
const ENGINE_FOLDER = fileURLToPath(HARNESS_FOLDER);

/**
 * Digests the scenario's module, every file that it imports or that these name in quotes, and the versions of the packages
 * that they import; the same of the strategy's module, if the strategy is a user's. Runs nothing. What it cannot see is a
 * path that is put together at run time; a job is made again on resuming for that reason too. Throws ERR_BAD_CHECKPOINT.
 */
export async function digestCode(reference: string, strategy: string): Promise<CodeDigest> {
  const isOurs = STRATEGIES.some(({ name }) => name === strategy);
  return {
    // Files of the engine count as one: they are not what a user has edited.
    [ENGINE]: digestFolder(ENGINE_FOLDER),
    ...(isOurs ? {} : await digestReached(realpathSync(resolve(strategy)), STRATEGY)),
    ...(await digestReached(moduleOf(reference), '')),
  };
}

/** Of what is reached from `entry`, by path from its folder with `prefix` before it. */
async function digestReached(entry: string, prefix: string): Promise<CodeDigest> {
  const { files, packages } = await reachedFrom(entry);
  const nameOf = (file: string): string => prefix + relative(dirname(entry), file).split(sep).join('/');
  return {
    ...Object.fromEntries([...files].map((file) => [nameOf(file), digestFile(file)])),
    ...Object.fromEntries([...packages].map(([name, from]) => [`package ${name}`, digestPackage(name, from)])),
  };
}

function moduleOf(reference: string): string {
  const timelines = CATALOGUE.get(reference)?.timelines;
  if (timelines === undefined) return realpathSync(resolve(reference));
  return fileURLToPath(new URL(IS_BUILT ? '../scenario.js' : '../scenario.ts', timelines));
}

async function reachedFrom(entry: string): Promise<ReachedCode> {
  const reached = await reachedCode(entry, (file) => file.startsWith(ENGINE_FOLDER), FILES_MAX).catch((error) => {
    const why = describeError(error).replaceAll(/\s*\n\s*/g, ' ');
    const next = 'Explore without --checkpoint.';
    throw new RacelineError('ERR_BAD_CHECKPOINT', { what: `${entry} cannot be bundled`, why, next }, error);
  });
  if (reached.files.size > FILES_MAX) throw tooMany(entry);
  return reached;
}
