import type { Access, Program, Spawn, Thread } from './program.ts';

/** What plain enumeration says of a program. */
export interface Enumeration {
  readonly threads: number;
  readonly steps: number;
  readonly interleavings: readonly [buggy: number, all: number];
  readonly walk: number;
  readonly preemptions: number;
}

const ignore = (): void => {};

interface Running {
  readonly generator: ReturnType<Thread>;
  /** Null: the thread has ended. */
  next: Access | null;
}

interface Outcome {
  readonly choices: readonly number[];
  readonly widths: readonly number[];
  readonly isBuggy: boolean;
  /** Probability of this interleaving under the random walk. */
  readonly probability: number;
  readonly preemptions: number;
}

/** Enumerates every interleaving of a program, depth first, without the engine: what the engine is compared with. */
export function enumerate(program: Program): Enumeration {
  let [buggy, all, walk, steps, preemptions] = [0, 0, 0, 0, Number.POSITIVE_INFINITY];
  for (let prefix: readonly number[] | null = []; prefix !== null; ) {
    const outcome = runAlong(program, prefix);
    all++;
    steps = Math.max(steps, outcome.choices.length);
    if (outcome.isBuggy) {
      buggy++;
      walk += outcome.probability;
      preemptions = Math.min(preemptions, outcome.preemptions);
    }
    prefix = nextPrefix(outcome);
  }
  return {
    threads: Object.keys(program.threads(ignore, ignore, ignore)).length,
    steps,
    interleavings: [buggy, all],
    walk,
    preemptions,
  };
}

/** Runs one interleaving: the choices of `prefix`, then always the first enabled thread. */
function runAlong(program: Program, prefix: readonly number[]): Outcome {
  let hasFailed = false;
  const fail = (): void => {
    hasFailed = true;
  };
  const threads: Running[] = [];
  const spawn: Spawn = (_, thread) => void threads.push(begin(thread));
  threads.push(...Object.values(program.threads(fail, spawn, ignore)).map(begin));
  const choices: number[] = [];
  const widths: number[] = [];
  let probability = 1;
  let preemptions = 0;
  let last: Running | undefined;
  while (!hasFailed) {
    const enabled = threads.filter(isEnabled);
    const choice = prefix[choices.length] ?? 0;
    const thread = enabled[choice];
    if (thread === undefined) break;
    choices.push(choice);
    widths.push(enabled.length);
    probability /= enabled.length;
    if (last !== undefined && last !== thread && enabled.includes(last)) preemptions++;
    last = thread;
    thread.next = thread.generator.next().value ?? null;
  }
  const isDeadlocked = !hasFailed && threads.some((thread) => thread.next !== null);
  return { choices, widths, isBuggy: hasFailed || isDeadlocked, probability, preemptions };
}

function begin(thread: Thread): Running {
  const generator = thread();
  return { generator, next: generator.next().value ?? null };
}

function isEnabled(thread: Running): boolean {
  return thread.next !== null && (thread.next.isEnabled === undefined || thread.next.isEnabled());
}

/** The deepest choice that has a next alternative takes it. Null: that was the last interleaving. */
function nextPrefix({ choices, widths }: Outcome): number[] | null {
  for (let at = choices.length - 1; at >= 0; at--) {
    const next = (choices[at] ?? 0) + 1;
    if (next < (widths[at] ?? 0)) return [...choices.slice(0, at), next];
  }
  return null;
}
