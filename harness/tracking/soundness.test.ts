import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conflict } from '../dpor/trace-order.ts';
import { AccessLog, EVERYTHING_KEY, setAccessLog } from '../scheduler/access-log.ts';
import { type RandomOperation, step } from './random-operations.ts';
import { RandomWorld } from './random-world.ts';
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

interface Step {
  readonly actor: 0 | 1;
  readonly operations: readonly RandomOperation[];
}

interface Outcome {
  readonly results: readonly (readonly string[])[];
  readonly accesses: readonly StepByStep['last'][];
  readonly picture: string;
  readonly isBlind: boolean;
}

/** Runs the steps on a tracked structure, in an order; results and accesses come back in the order of `steps`. */
function run(steps: readonly Step[], order: readonly number[]): Outcome {
  const log = new StepByStep();
  const world = log.step(0, () => new RandomWorld(tracked));
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
  const steps = fc.array(fc.record({ actor: fc.constantFrom(0 as const, 1 as const), operations: step }), {
    maxLength: 5,
  });
  fc.assert(
    fc.property(steps, fc.boolean(), (all, isLogged) => {
      const plain = new RandomWorld((object) => object);
      const results = all.map(({ actor, operations }) => plain.run(actor, operations));
      if (isLogged) {
        const logged = run(all, [...all.keys()]);
        expect(logged.results).toEqual(results);
        expect(logged.picture).toBe(plain.picture());
      } else {
        const unlogged = new RandomWorld(tracked);
        expect(all.map(({ actor, operations }) => unlogged.run(actor, operations))).toEqual(results);
        expect(unlogged.picture()).toBe(plain.picture());
      }
    }),
    { numRuns: SEQUENCES },
  );
});

test(`${INDEPENDENT_PAIRS} pairs of random steps whose accesses do not conflict can change places`, () => {
  const history = fc.array(fc.record({ actor: fc.constantFrom(0 as const, 1 as const), operations: step }), {
    maxLength: 3,
  });
  let independent = 0;
  const program = fc.tuple(history, step, step);
  const check = ([before, first, second]: [Step[], readonly RandomOperation[], readonly RandomOperation[]]): void => {
    const steps: Step[] = [...before, { actor: 0, operations: first }, { actor: 1, operations: second }];
    const [i, k] = [steps.length - 2, steps.length - 1];
    const common = [...before.keys()];
    const one = run(steps, [...common, i, k]);
    const [a, b] = [one.accesses[i], one.accesses[k]];
    if (one.isBlind || a === undefined || b === undefined) return;
    if (touchesEverything(a) || touchesEverything(b) || conflict(a, b)) return;
    independent++;
    const other = run(steps, [...common, k, i]);
    expect(other.results).toEqual(one.results);
    expect(other.picture).toBe(one.picture);
    expect(other.accesses.map(sorted)).toEqual(one.accesses.map(sorted));
    expect(other.isBlind).toBe(false);
  };
  while (independent < INDEPENDENT_PAIRS) fc.assert(fc.property(program, check), { numRuns: 500 });
});
