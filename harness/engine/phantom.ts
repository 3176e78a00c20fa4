/** An operation that was withdrawn, or never ran: it might have run earlier. */
export interface Phantom {
  readonly who: number;
  readonly nth: number;
  readonly resource: number;
  readonly issuedAt: number;
  readonly keys: Int32Array;
  readonly modes: Uint8Array;
  readonly earliest: number;
  readonly latest: number;
  readonly lane: number;
  readonly sequence: number;
  /** The step that withdrew it; one past the last step if it was left at the end. */
  readonly at: number;
}
