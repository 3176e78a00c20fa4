import type { Limits } from './limits.ts';

/** How an execution ended. */
export type Ending =
  /** Nothing is pending and every actor has finished (or a fault explains why one has not). */
  | { readonly kind: 'quiescent' }
  /** Nothing is enabled, some actor is unfinished, and no fault explains it. `unrefed`: timers that keep no process alive. */
  | { readonly kind: 'deadlock'; readonly actors: readonly string[]; readonly unrefed: number }
  /** A named bound was hit first. */
  | { readonly kind: 'bound'; readonly bound: keyof Limits; readonly value: number };

/** `quiescent`, `deadlock`, or the name of the bound; `unfinished` for an execution that has not ended. */
export function endingName(ending: Ending | null): string {
  if (ending === null) return 'unfinished';
  return ending.kind === 'bound' ? ending.bound : ending.kind;
}

/** A rejection or exception that no code handled, with the step in which it surfaced. */
export interface Unhandled {
  readonly step: number;
  readonly actor: string;
  readonly error: unknown;
}
