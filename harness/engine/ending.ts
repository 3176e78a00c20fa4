import type { Limits } from './limits.ts';
import type { Actor, Operation } from './operation.ts';

/** How an execution ended. */
export type Ending =
  /** Nothing is pending and every actor has finished (or a fault explains why one has not). */
  | { readonly kind: 'quiescent' }
  /** Nothing is enabled, some actor is unfinished, and no fault explains it. `unrefed`: timers that keep no process alive. */
  | { readonly kind: 'deadlock'; readonly actors: readonly string[]; readonly unrefed: number }
  /** A named bound was hit first. */
  | { readonly kind: 'bound'; readonly bound: Bound; readonly value: number };

/** The name of a bound of one execution. */
export type Bound = keyof Limits | 'unhandledMax';

/** `quiescent`, `deadlock`, or the name of the bound; `unfinished` for an execution that has not ended. */
export function endingName(ending: Ending | null): string {
  if (ending === null) return 'unfinished';
  return ending.kind === 'bound' ? ending.bound : ending.kind;
}

/** Nothing is left to run: whether that is as it should be. `pending`: what is left all the same, of which nothing can run. */
export function endingAtRest(
  { actors, isExplained }: { readonly actors: readonly Actor[]; readonly isExplained: boolean },
  pending: readonly Operation[],
): Ending {
  const stuck = isExplained ? [] : actors.filter(({ isDaemon, isFinished }) => !isDaemon && !isFinished);
  if (stuck.length === 0) return { kind: 'quiescent' };
  const unrefed = pending.filter(({ holdsProcess }) => !holdsProcess).length;
  return { kind: 'deadlock', actors: stuck.map(({ name }) => name), unrefed };
}

/** A rejection or exception that no code handled, with the step in which it surfaced. */
export interface Unhandled {
  readonly step: number;
  readonly actor: string;
  readonly error: unknown;
}
