/** An execution that broke a property, as its choices: exact for the same code, and cheap to keep. */
export interface FoundViolation {
  readonly property: string;
  readonly message: string;
  /** Position of the execution in its job. */
  readonly execution: number;
  readonly choices: readonly number[];
  readonly randomSeed: number;
  readonly traceHash: string;
}
