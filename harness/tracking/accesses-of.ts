import { AccessLog, currentAccessLog, EVERYTHING_KEY, setAccessLog, WRITE } from '../engine/access-log.ts';
import { collectNames } from './memory-log.ts';

/**
 * Calls `step` and tells what it touched (`writes`) or only read (`reads`) of tracked objects, by names made for people,
 * `registry.models<gpt-4>`, as exploration would see it: for tests, and for finding out why two steps count
 * as dependent. Only what the call does before it first awaits is seen. Track the objects in a call of this kind, too:
 * those tracked before nobody tells apart. Throws nothing but what `step` throws.
 */
export function accessesOf(step: () => unknown): {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
} {
  const [outer, log, names] = [currentAccessLog(), new AccessLog(), new Map<number, string>()];
  names.set(EVERYTHING_KEY, 'everything');
  setAccessLog(log);
  collectNames(names);
  try {
    step();
    log.watcher?.stepEnds(log, false);
  } finally {
    setAccessLog(outer);
    collectNames(null);
  }
  const named = (isWrite: boolean): string[] =>
    [...log.keys.subarray(0, log.count)]
      .filter((_, i) => (((log.modes[i] ?? 0) & WRITE) !== 0) === isWrite)
      .map((key) => names.get(key) ?? String(key))
      .sort();
  return { reads: named(false), writes: named(true) };
}
