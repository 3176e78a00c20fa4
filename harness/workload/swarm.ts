import type { Random } from '../world/random.ts';

/**
 * Switches random kinds of fault off (Groce, Zhang, Eide, Chen and Regehr, "Swarm testing", ISSTA 2012): a plan that has a
 * bit of every fault seldom has much of one, and some faults hide the effects of others.
 *
 * A fault plan is the scenario's own. What is taken for a kind: each field of an object, which is put back to what it is
 * in the smallest plan, and within an array each value of the field `kind` (or each value, if they are strings), whose
 * elements are left out. A plan of another shape stays as it is.
 */
export function withoutSomeKinds(plan: unknown, smallest: unknown, random: Random): unknown {
  if (Array.isArray(plan)) return withoutKindsOf(plan, random);
  if (!isObject(plan)) return plan;
  return Object.fromEntries(
    Object.entries(plan).map(([field, value]) => {
      const isKnown = isObject(smallest) && field in smallest;
      if (isKnown && random.below(2) === 0) return [field, smallest[field]];
      return [field, Array.isArray(value) ? withoutKindsOf(value, random) : value];
    }),
  );
}

function withoutKindsOf(faults: readonly unknown[], random: Random): unknown[] {
  const kept = new Map<unknown, boolean>();
  return faults.filter((fault) => {
    const kind = isObject(fault) ? fault.kind : fault;
    if (typeof kind !== 'string') return true;
    const isKept = kept.get(kind) ?? random.below(2) === 1;
    kept.set(kind, isKept);
    return isKept;
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
