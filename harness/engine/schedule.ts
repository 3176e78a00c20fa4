/**
 * A schedule is data: the decisions in which an execution departs from the default order, each keyed by step labels.
 * The default is: continue the actor that ran last while it needs no time to pass; otherwise the step that needs the
 * least time, oldest operation first. So the empty schedule preempts nobody, and time passes in it only when nobody can
 * run now.
 */
export type Schedule = readonly {
  /** Label of the step that the default order would have taken: `run#3 open file:/sessions/s1.jsonl.lock (effect)`. */
  readonly insteadOf: string;
  /** Label of the step that is taken. */
  readonly run: string;
}[];

export type Departure = Schedule[number];
