import * as z from 'zod';

// The kinds of values that an option may have. What an option is called, says and defaults to stands where it is declared:
// with describe(), default(), and meta({ alias, example }).

/** Given or not. */
export function flag(says: string): z.ZodDefault<z.ZodBoolean> {
  return z.boolean(ONCE).default(false).describe(says);
}

export function text(): z.ZodString {
  return z.string(ONCE);
}

export function wholeNumber(min: number, max: number = Number.POSITIVE_INFINITY): z.ZodNumber {
  const why = `it takes a whole number from ${min}${Number.isFinite(max) ? ` to ${max}` : ''}`;
  const above = z.int(why).min(min, why);
  return Number.isFinite(max) ? above.max(max, why) : above;
}

/** Real time in s. */
export function seconds(): z.ZodNumber {
  const why = 'it takes a number of seconds above 0';
  return z.number(why).positive(why);
}

const ONCE = 'it takes one value, once';
