/** Statuses whose responses have no body. */
export const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);
