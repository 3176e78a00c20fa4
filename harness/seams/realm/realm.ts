/** What of one JavaScript global object shows the time, the language or chance. Each vm context has its own. */
export interface Realm {
  readonly global: object;
  readonly Date: DateConstructor;
  readonly Math: Math;
  readonly Intl: typeof Intl;
  readonly Number: NumberConstructor;
  readonly BigInt: BigIntConstructor;
  readonly String: StringConstructor;
}

/** The one that the process's own code runs in. */
export const MAIN_REALM: Realm = { global: globalThis, Date, Math, Intl, Number, BigInt, String };
