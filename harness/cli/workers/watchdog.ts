import type { Marks } from './marks.ts';

/** Real ms that loading a scenario module may take on a busy machine. */
const LOADING_MS_MAX = 60_000;
/** Real ms between two looks at a busy worker's marks. */
const LOOK_MS = 200;

/** No mark moved for the hang time: some step never returned. Carries the marks. */
export class NeverYielded extends Error {
  /** -1 when it was no job. */
  readonly job: number;
  readonly ordinal: number;
  readonly choices: readonly number[];

  constructor({ job, ordinal, choices }: Pick<Marks, 'job' | 'ordinal' | 'choices'>) {
    super('a step never returned');
    this.job = job;
    this.ordinal = ordinal;
    this.choices = choices;
  }
}

/** Calls `bark` when the marks stand still for `hangMs` of real time. Returns the function that ends the watch. */
export function watchMarks(marks: Marks, hangMs: number, bark: (never: NeverYielded) => void): () => void {
  let position = marks.position;
  let movedAt = performance.now();
  const timer = setInterval(() => {
    const seen = marks.position;
    const patienceMs = marks.isLoaded ? hangMs : Math.max(hangMs, LOADING_MS_MAX);
    if (seen !== position) {
      position = seen;
      movedAt = performance.now();
    } else if (performance.now() - movedAt > patienceMs) {
      clearInterval(timer);
      bark(new NeverYielded(marks));
    }
  }, LOOK_MS);
  return () => clearInterval(timer);
}
