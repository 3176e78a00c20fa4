/** What of one JavaScript global object shows the time, the language or chance. Each vm context has its own. */
export interface Realm {
  readonly global: object;
  readonly Date: DateConstructor;
  readonly Math: Math;
  readonly Intl: typeof Intl;
  readonly Number: NumberConstructor;
  readonly BigInt: BigIntConstructor;
  readonly String: StringConstructor;
  /** From Node 26 on. */
  readonly Temporal?: TemporalNamespace | undefined;
}

/** What the seam for it needs of Temporal, which the types do not know yet. */
export interface TemporalNamespace {
  readonly Now: { timeZoneId(): string };
  readonly Instant: { fromEpochMilliseconds(ms: number): TemporalInstant };
}

export interface TemporalInstant {
  toZonedDateTimeISO(timeZone: unknown): Record<'toPlainDateTime' | 'toPlainDate' | 'toPlainTime', () => unknown>;
}

/** The one that the process's own code runs in. */
export const MAIN_REALM: Realm = {
  global: globalThis,
  Date,
  Math,
  Intl,
  Number,
  BigInt,
  String,
  Temporal: (globalThis as { Temporal?: TemporalNamespace }).Temporal,
};
