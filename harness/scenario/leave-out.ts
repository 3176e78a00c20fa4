/**
 * What may be left out of a value: by the path of a part (`probes`, `processes.*.tasks`; `*` is each element), how many
 * elements of that list must stay; 0 also for a part that may be null.
 */
export type LeaveOut = Readonly<Record<string, number>>;

/** The value without some part, the largest parts first. */
export function* leavingOut(value: unknown, parts: LeaveOut): Generator<unknown> {
  for (const [path, atLeast] of Object.entries(parts)) yield* smallerAt(value, path.split('.'), atLeast);
}

function* smallerAt(value: unknown, path: readonly string[], atLeast: number): Generator<unknown> {
  const [member, ...deeper] = path;
  if (member === undefined) {
    if (Array.isArray(value)) yield* shorter(value, atLeast);
    else if (atLeast === 0 && value !== null && value !== undefined) yield null;
  } else if (Array.isArray(value)) {
    for (const at of value.keys()) {
      for (const smaller of smallerAt(value[at], deeper, atLeast)) yield value.with(at, smaller);
    }
  } else if (typeof value === 'object' && value !== null) {
    const part: unknown = Reflect.get(value, member);
    for (const smaller of smallerAt(part, deeper, atLeast)) yield { ...value, [member]: smaller };
  }
}

/** All that may go, then halves of it, down to single elements. */
function* shorter(list: readonly unknown[], atLeast: number): Generator<readonly unknown[]> {
  for (let size = list.length - atLeast; size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at + size <= list.length; at += size) yield list.toSpliced(at, size);
  }
}
