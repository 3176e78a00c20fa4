import type { RangeValue } from '../../explore/at-value.ts';

// How workers are told of a scenario at one value of a range: as what the user called it, and `?RANGE=VALUE` behind.

export function referenceAt(reference: string, { range, value }: RangeValue): string {
  return `${reference}?${range}=${value}`;
}

/** `at` is null for the scenario as it is. */
export function parseReference(reference: string): { readonly reference: string; readonly at: RangeValue | null } {
  const [, plain, range, value] = /^(.+)\?([\w-]+)=(-?[\d.]+)$/.exec(reference) ?? [];
  if (plain === undefined || range === undefined) return { reference, at: null };
  return { reference: plain, at: { range, value: Number(value) } };
}
