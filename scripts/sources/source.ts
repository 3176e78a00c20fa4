/** Something by which code comes by what no schedule decides, or has something done beside itself. */
export interface Source {
  /** As code calls it. Its last word stands in the line that makes the call. */
  readonly name: string;
  /** Major version of Node from which on there is such a thing. */
  readonly since?: number;
  /**
   * `completion`: comes in a step of its own, so that of two that began either may be first. `value`: gives what the execution says. `turn`:
   * completes within the step that began it. `named`: really begun, once, and named. `refused`: named, and never begun.
   */
  readonly answer: 'completion' | 'value' | 'turn' | 'named' | 'refused';
  /** By which name a report has it, where it is another one: that of Node's resource, which a scenario's `allow` takes. */
  readonly as?: string;
  /** Another major version from which on it is answered otherwise: a row of its own tells how. */
  readonly until?: number;
  readonly begin: () => unknown;
}

type Rows = Readonly<Record<string, () => unknown>>;
type Facts = Partial<Pick<Source, 'since' | 'until' | 'as'>>;

function rows(answer: Source['answer'], calls: Rows, facts: Facts): Source[] {
  return Object.entries(calls).map(([name, begin]) => ({ name, answer, begin, ...facts }));
}

export const completions = (calls: Rows, facts: Facts = {}): Source[] => rows('completion', calls, facts);
export const values = (calls: Rows, facts: Facts = {}): Source[] => rows('value', calls, facts);
export const turns = (calls: Rows, facts: Facts = {}): Source[] => rows('turn', calls, facts);
export const refused = (calls: Rows, facts: Facts = {}): Source[] => rows('refused', calls, facts);

/** `as`: Node's name for what it begins. */
export function named(as: string | undefined, calls: Rows, facts: Facts = {}): Source[] {
  return rows('named', calls, as === undefined ? facts : { ...facts, as });
}

/** What a call tells its callback, as a promise. */
export function told(call: (done: (...results: unknown[]) => void) => unknown): Promise<string> {
  return new Promise((resolve) => void call((...results) => resolve(results.map(String).join())));
}

/** What the types of the oldest Node do not have; bound, so that no line of this file makes the call. */
export function newer(of: object, name: string): (...args: unknown[]) => unknown {
  return (Reflect.get(of, name) as (...args: unknown[]) => unknown).bind(of);
}

/** A class that they do not have, or that Node loads when it is asked for. */
export function newerClass(of: object, name: string): new (...args: unknown[]) => object {
  return Reflect.get(of, name) as new () => object;
}
