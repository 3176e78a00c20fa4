import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AccessLog, EVERYTHING_KEY, setAccessLog, WRITE } from '../engine/access-log.ts';
import { conflict } from '../strategies/dpor/accesses.ts';
import { history, historyAndTwo, type Step } from '../testing/random-operations.ts';
import { RandomWorld } from '../testing/random-world.ts';
import { behind } from './known.ts';
import { tracked } from './tracked.ts';

const SEQUENCES = 1_000;
const INDEPENDENT_PAIRS = 1_000;

/** The log of an execution of which every step is looked at by itself. */
class StepByStep extends AccessLog {
  isBlind = false;
  private identity = 0;

  override get stepIdentity(): number {
    return this.identity;
  }

  override seesNothing(): void {
    this.isBlind = true;
  }

  /** Logs what happens in a call as one step. */
  step<T>(identity: number, call: () => T): T {
    this.identity = identity;
    this.from = this.count;
    setAccessLog(this);
    try {
      const result = call();
      this.watcher?.stepEnds(this, identity === 0);
      return result;
    } finally {
      setAccessLog(null);
    }
  }

  /** What the step made last has touched. */
  get last(): { keys: Int32Array; modes: Uint8Array; from: number; to: number } {
    const [keys, modes] = [this.keys.slice(this.from, this.count), this.modes.slice(this.from, this.count)];
    return { keys, modes, from: 0, to: keys.length };
  }
}

interface Outcome {
  readonly results: readonly (readonly string[])[];
  readonly accesses: readonly StepByStep['last'][];
  readonly picture: string;
  readonly isBlind: boolean;
}

/** Runs the steps on a tracked structure, in an order; results and accesses come back in the order of `steps`. */
function run(
  steps: readonly Step[],
  order: readonly number[] = [...steps.keys()],
  mayHold?: (value: unknown) => boolean,
): Outcome {
  const log = new StepByStep();
  const world = log.step(0, () => new RandomWorld(tracked, mayHold));
  const [results, accesses]: [string[][], StepByStep['last'][]] = [[], []];
  for (const i of order) {
    const { actor, operations } = steps[i] as Step;
    results[i] = log.step(i + 1, () => world.run(actor, operations));
    accesses[i] = log.last;
  }
  return { results, accesses, picture: world.picture(), isBlind: log.isBlind };
}

const touchesEverything = ({ keys }: StepByStep['last']): boolean => keys.includes(EVERYTHING_KEY);

const sorted = ({ keys, modes }: StepByStep['last']): string[] =>
  [...keys].map((key, i) => `${key}:${modes[i]}`).sort();

test(`${SEQUENCES} random sequences of operations do the same to a tracked structure as to a plain one`, () => {
  const check = (steps: readonly Step[], isLogged: boolean): void => {
    const plain = new RandomWorld((object) => object);
    const results = steps.map(({ actor, operations }) => plain.run(actor, operations));
    if (isLogged) {
      const logged = run(steps);
      expect(logged.results).toEqual(results);
      expect(logged.picture).toBe(plain.picture());
    } else {
      const unlogged = new RandomWorld(tracked);
      expect(steps.map(({ actor, operations }) => unlogged.run(actor, operations))).toEqual(results);
      expect(unlogged.picture()).toBe(plain.picture());
    }
  };
  fc.assert(fc.property(history, fc.boolean(), check), { numRuns: SEQUENCES });
});

test(`${INDEPENDENT_PAIRS} pairs of random steps whose accesses do not conflict can change places`, () => {
  const found = { independent: 0, bothWrite: 0 };
  const check = (steps: readonly Step[]): void => {
    const [i, k] = [steps.length - 2, steps.length - 1];
    const common = [...steps.keys()].slice(0, i);
    const one = run(steps, [...common, i, k]);
    const [a, b] = [one.accesses[i], one.accesses[k]];
    if (one.isBlind || a === undefined || b === undefined) return;
    if (touchesEverything(a) || touchesEverything(b) || conflict(a, b)) return;
    found.independent++;
    if (a.modes.includes(WRITE) && b.modes.includes(WRITE)) found.bothWrite++;
    const other = run(steps, [...common, k, i]);
    expect(other.results).toEqual(one.results);
    expect(other.picture).toBe(one.picture);
    expect(other.accesses.map(sorted)).toEqual(one.accesses.map(sorted));
    expect(other.isBlind).toBe(false);
  };
  for (let seed = fc.readConfigureGlobal().seed ?? 1; found.independent < INDEPENDENT_PAIRS; seed++) {
    fc.assert(fc.property(historyAndTwo, check), { numRuns: 500, seed });
  }
  // Steps that only read can change places whatever is recorded.
  expect(found.bothWrite).toBeGreaterThan(INDEPENDENT_PAIRS / 100);
});

test('objects that independent steps track have the same keys in either order', () => {
  const steps = ([0, 1] as const).map((actor): Step => {
    const on = { from: 'fresh', make: 'tracked object' } as const;
    return { actor, operations: [{ name: 'get', on, key: 'a', value: { from: 'root' }, number: 0, into: 0 }] };
  });
  const [one, other] = [run(steps, [0, 1]), run(steps, [1, 0])];
  expect(one.accesses.map(sorted)).toEqual(other.accesses.map(sorted));
  expect(one.accesses.map(sorted)[0]).not.toEqual(one.accesses.map(sorted)[1]);
});

test(`in ${SEQUENCES} random sequences that hold on to tracked objects only, no change is found that was not recorded`, () => {
  const isTracked = (value: unknown): boolean => typeof value !== 'object' || behind(value) !== undefined;
  const check = (steps: readonly Step[]): void => {
    const { accesses, isBlind } = run(steps, [...steps.keys()], isTracked);
    expect(accesses.some(touchesEverything)).toBe(false);
    expect(isBlind).toBe(false);
  };
  fc.assert(fc.property(history, check), { numRuns: SEQUENCES });
});
