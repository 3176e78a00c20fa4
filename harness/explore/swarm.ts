import { deriveSeed } from '../engine/random.ts';
import { hashString } from '../engine/trace-hash.ts';

/**
 * Swarm testing (Groce, Zhang, Eide, Chen and Regehr, ISSTA 2012): each run switches random kinds of fault off, for a plan
 * that has a bit of every fault seldom has much of one, and some faults hide the effects of others.
 *
 * A fault plan is the scenario's own, so nothing is cut out of one: of several that were drawn, that one is taken which has
 * the fewest kinds that are switched off, the first of those. A kind is what a plan has more than the smallest plan: a
 * field of an object that differs, or an element of an array, by its field `kind` if it has one.
 */
export function choosePlan(drawn: readonly unknown[], smallest: unknown, seed: number): unknown {
  let [best, fewest] = [drawn[0], Number.POSITIVE_INFINITY];
  for (const plan of drawn) {
    const off = [...kindsOf(plan, smallest)].filter((kind) => isOff(kind, seed)).length;
    if (off < fewest) [best, fewest] = [plan, off];
  }
  return best;
}

function isOff(kind: string, seed: number): boolean {
  return (deriveSeed(seed, hashString(kind)) & 1) === 0;
}

/** The kinds of fault in a plan, by name. */
export function kindsOf(plan: unknown, smallest: unknown, prefix: string = ''): ReadonlySet<string> {
  const kinds = new Set<string>();
  if (Array.isArray(plan)) {
    for (const fault of plan) kinds.add(`${prefix}[${isObject(fault) ? String(fault.kind ?? '') : String(fault)}]`);
  } else if (isObject(plan)) {
    for (const [field, value] of Object.entries(plan)) {
      const base = isObject(smallest) ? smallest[field] : undefined;
      if (Array.isArray(value)) for (const kind of kindsOf(value, base, field)) kinds.add(kind);
      else if (JSON.stringify(value) !== JSON.stringify(base)) kinds.add(`${prefix}${field}`);
    }
  } else if (plan !== smallest) {
    kinds.add(`${prefix}${String(plan)}`);
  }
  return kinds;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
