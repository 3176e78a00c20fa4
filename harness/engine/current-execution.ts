/** As far as one is concerned who wants to say something in it. */
interface Talking {
  readonly isInDetail: boolean;
  readonly world: object | null;
  line(kind: 'log', text: string): void;
}

let current: Talking | null = null;

/** The execution that this thread is at; null between slices, when other work has its turn. */
export function currentExecution(): Talking | null {
  return current;
}

export function setCurrentExecution(execution: Talking | null): void {
  current = execution;
}
