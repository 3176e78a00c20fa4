import { RacelineError } from '../engine/errors.ts';
import type { CheckpointHeader } from './checkpoint.ts';

/**
 * Throws ERR_CHECKPOINT_MISMATCH, naming the first difference, unless findings of `theirs` are findings of `ours` too.
 * `name` is for messages. Merging shards asks for everything but the shard.
 */
export function requireSameRun(
  theirs: CheckpointHeader,
  ours: CheckpointHeader,
  name: string,
  { ignoresShard }: { ignoresShard: boolean },
): void {
  const why = differenceOf(theirs, ours, ignoresShard);
  if (why === null) return;
  throw new RacelineError('ERR_CHECKPOINT_MISMATCH', {
    what: `${name} is of another exploration`,
    why,
    next: 'Run as it was written, or begin again with --checkpoint alone.',
  });
}

/** The key under which the digest of the engine's own code stands. */
export const ENGINE = 'engine';
/** What the keys of the files of a user's strategy begin with. */
export const STRATEGY = 'strategy ';

function differenceOf(theirs: CheckpointHeader, ours: CheckpointHeader, ignoresShard: boolean): string | null {
  const shard = (header: CheckpointHeader): string => `${header.shard.index}/${header.shard.count}`;
  if (theirs.scenario !== ours.scenario) return `it is of scenario ${theirs.scenario}, this is ${ours.scenario}`;
  const [there, here] = [theirs.implementations.join(', '), ours.implementations.join(', ')];
  if (there !== here) return `it is of implementation ${there}, this is of ${here}`;
  if (!ignoresShard && shard(theirs) !== shard(ours)) return `it is shard ${shard(theirs)}, this is ${shard(ours)}`;
  const option = firstDifference(flat(theirs.options), flat(ours.options));
  if (option !== null) return `its option ${option.key} is ${option.left}, here it is ${option.right}`;
  const file = firstDifference(theirs.code, ours.code);
  if (file !== null) return `${ownerOf(file.key)} has changed since`;
  return theirs.timeIsTheGoal === ours.timeIsTheGoal ? null : 'only one of them goes by --time alone';
}

/** Whose code it is, from its key among the digests. */
function ownerOf(key: string): string {
  if (key === ENGINE) return 'the engine';
  if (key.startsWith(STRATEGY)) return `the strategy's code, ${key.slice(STRATEGY.length)},`;
  return `the code under test, ${key},`;
}

interface Difference {
  readonly key: string;
  readonly left: string;
  readonly right: string;
}

function firstDifference(
  left: Readonly<Record<string, unknown>>,
  right: Readonly<Record<string, unknown>>,
): Difference | null {
  for (const key of [...new Set([...Object.keys(left), ...Object.keys(right)])].sort()) {
    if (left[key] !== right[key])
      return { key, left: `${left[key] ?? 'not set'}`, right: `${right[key] ?? 'not set'}` };
  }
  return null;
}

/** `{ limits: { stepsMax: 5 } }` as `{ 'limits.stepsMax': 5 }`. */
function flat(value: object, prefix = ''): Record<string, unknown> {
  const entries = Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    typeof inner === 'object' && inner !== null
      ? Object.entries(flat(inner, `${prefix}${key}.`))
      : [[prefix + key, inner]],
  );
  return Object.fromEntries(entries);
}
