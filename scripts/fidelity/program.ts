import { inspect } from 'node:util';

/** What a program has to do with: the same outside and inside an execution. */
export interface Place {
  /** An empty folder of its own. Its path reads `DIR` in the log. */
  readonly dir: string;
  /** Address of `server`; reads `ORIGIN` in the log. */
  readonly origin: string;
  readonly log: (line: string) => void;
}

/** How a server of a program answers. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Chunks of the body. */
  readonly body?: readonly string[];
  /** What follows them. Default: close. */
  readonly end?: 'close' | 'reset' | 'cut' | 'hang';
}

/** `none`: no answer ever; `reset` and `cut`: the connection is dropped, or closed, before there is a head. */
export type Answers = (request: {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}) => Answer | 'none' | 'reset' | 'cut';

/** A small program of which real Node and the simulation are to show the same. */
export interface Program {
  /** `fs.rename: onto a folder (callback)`. */
  readonly name: string;
  /** What FIDELITY.md calls it. */
  readonly api: string;
  /** Has ended when all that it began has. */
  readonly run: (place: Place) => unknown;
  readonly answers?: Answers;
}

/** Programs of one API, by what each is about. */
export function programs(api: string, runs: Readonly<Record<string, (place: Place) => unknown>>): Program[] {
  return Object.entries(runs).map(([what, run]) => ({ name: `${api}: ${what}`, api, run }));
}

/** A value as the log has it. */
export function said(value: unknown): string {
  if (value instanceof Error) return saidOfError(value);
  return inspect(value, { depth: 4, breakLength: Number.POSITIVE_INFINITY, sorted: true, compact: 10 });
}

function saidOfError(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  const cause = error.cause === undefined ? '' : ` because of ${said(error.cause)}`;
  return `${error.name}${code === undefined ? '' : ` ${code}`}: ${error.message}${cause}`;
}

/** What came of a call: what it returned, fulfilled, threw or rejected with. */
export async function outcomeOf(call: () => unknown): Promise<string> {
  try {
    return said(await call());
  } catch (error) {
    return `throws ${said(error)}`;
  }
}

/** Of a callback's call. */
export function called(call: (done: (...args: unknown[]) => void) => unknown): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    try {
      call((...args) => resolve(args));
    } catch (error) {
      reject(error);
    }
  });
}
