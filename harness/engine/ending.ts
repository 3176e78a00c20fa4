import type { Limits } from './limits.ts';
import type { Actor, Operation } from './operation.ts';

/** How an execution ended. */
export type Ending =
  /**
   * Nothing is enabled and every actor has finished, or a fault explains why one has not. `excused`: those of whom it may, or
   * may not: a process was killed, or a connection of another actor hangs.
   */
  | { readonly kind: 'quiescent'; readonly excused: readonly string[] }
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

/** What may explain that actors never finish. */
interface Faults {
  /** The scenario says that it does. */
  readonly explanations: number;
  readonly kills: number;
  /** That wait for their upstream. */
  readonly connections: number;
}

/** Nothing is left to run: whether that is as it should be. `pending`: what is left all the same, of which nothing can run. */
export function endingAtRest(actors: readonly Actor[], faults: Faults, pending: readonly Operation[]): Ending {
  const { explanations, kills, connections } = faults;
  const unfinished = explanations > 0 ? [] : actors.filter(({ isDaemon, isFinished }) => !isDaemon && !isFinished);
  // Whose own connection hangs waits for that. Others may wait for who waits for it, or for nothing at all.
  const stuck = unfinished.filter((actor) => actor.connections === 0);
  const names = stuck.map(({ name }) => name);
  if (stuck.length === 0 || kills > 0 || connections > 0) return { kind: 'quiescent', excused: names };
  const unrefed = pending.filter(({ holdsProcess }) => !holdsProcess).length;
  return { kind: 'deadlock', actors: names, unrefed };
}

/** A rejection or exception that no code handled, with the step in which it surfaced. */
export interface Unhandled {
  readonly step: number;
  readonly actor: string;
  readonly error: unknown;
}
