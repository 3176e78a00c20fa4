/** The share of the steps of `ours` whose label also occurred in the same execution of `theirs`, from 0 to 1. */
export function sharedSteps(ours: readonly Int32Array[], theirs: readonly Int32Array[]): number {
  let steps = 0;
  let shared = 0;
  ours.forEach((hashes, index) => {
    shared += sharedOf(hashes, theirs[index] ?? new Int32Array());
    steps += hashes.length;
  });
  return steps === 0 ? 1 : shared / steps;
}

/** How many of `ours` can each be paired with an equal one of `theirs`. */
function sharedOf(ours: Int32Array, theirs: Int32Array): number {
  const left = new Map<number, number>();
  for (const hash of theirs) left.set(hash, (left.get(hash) ?? 0) + 1);
  let shared = 0;
  for (const hash of ours) {
    const count = left.get(hash) ?? 0;
    if (count === 0) continue;
    shared++;
    left.set(hash, count - 1);
  }
  return shared;
}
