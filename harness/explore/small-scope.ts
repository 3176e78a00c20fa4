import type { Arbitrary, Random } from 'fast-check';

/** Values made and thrown away at most while the next small one is looked for. */
const RUNS_MAX = 20_000;

/**
 * Draws beyond a script, all of them 0, after which no value is expected any more: a filter that refuses the value asks
 * for the same one again for ever.
 */
const IDLE_DRAWS_MAX = 1_000;

/** Of those, how many may be other than 0 instead: later ones are most likely the same attempt again. */
const REFUSED_DRAWS = 32;

/**
 * The values of an arbitrary by size, smallest first: small-scope exploration (Runciman, Naylor and Lindblad, "SmallCheck
 * and Lazy SmallCheck", Haskell 2008) for arbitraries that were not written for it. An arbitrary draws numbers; here each
 * draw is a choice among alternatives, the first of which costs nothing, the next 1, and so on, and the size of a value is
 * what its choices cost together. Every value of size 0 comes first, then every one of size 1, ... No value comes twice.
 *
 * Weights count as alternatives, so a value may be larger than it looks, and what a filter refuses (or `uniqueArray`, as
 * double) counts as a draw, so that one value may be reached at several sizes: it comes at the first. Left out are values
 * that take more than 1,000 draws beyond the last that is not the cheapest, and those that 20,000 runs do not come to.
 */
export function* valuesBySize<T>(arbitrary: Arbitrary<T>): Generator<{ readonly value: T; readonly size: number }> {
  const seen = new Set<string>();
  let runs = 0;
  for (let size = 0; ; size++) {
    let hasScripts = false;
    for (const prefixes: Script[] = [{ choices: [], left: size }]; ; ) {
      const script = prefixes.pop();
      if (script === undefined) break;
      if (++runs > RUNS_MAX) return;
      const draws = new ScriptedDraws(script.choices);
      const made = generate(arbitrary, draws);
      if (script.left === 0) {
        const text = JSON.stringify(made?.value) ?? 'undefined';
        if (made !== null && !seen.has(text)) {
          seen.add(text);
          yield { value: made.value, size };
        }
        hasScripts = true;
        continue;
      }
      const known = script.choices.length;
      const end = made === null ? known + REFUSED_DRAWS : draws.widths.length;
      // From the last draw to the first, so that the first is tried first.
      for (let at = Math.min(end, draws.widths.length) - 1; at >= known; at--) {
        const dearest = Math.min(script.left, (draws.widths[at] ?? 1) - 1);
        for (let choice = 1; choice <= dearest; choice++) {
          const zeros = Array.from({ length: at - known }, () => 0);
          prefixes.push({ choices: [...script.choices, ...zeros, choice], left: script.left - choice });
        }
      }
    }
    // Then none costs more either: with 1 less in its last choice it would cost this.
    if (!hasScripts) return;
  }
}

/** The value that these draws make; null if the arbitrary refuses what they make. */
function generate<T>(arbitrary: Arbitrary<T>, draws: ScriptedDraws): { readonly value: T } | null {
  try {
    return arbitrary.generate(draws as unknown as Random, undefined);
  } catch (error) {
    if (error === REFUSED) return null;
    throw error;
  }
}

/** Thrown through the arbitrary, which draws on and on. */
const REFUSED: Error = new Error('the script makes no value');

interface Script {
  readonly choices: readonly number[];
  /** What the choices to come must cost. */
  readonly left: number;
}

/** Random numbers as a script says; 0, the cheapest, once it is over. */
class ScriptedDraws {
  /** How many alternatives each draw had. */
  readonly widths: number[] = [];
  private readonly choices: readonly number[];

  constructor(choices: readonly number[]) {
    this.choices = choices;
  }

  clone(): ScriptedDraws {
    return this;
  }

  next(bits: number): number {
    return this.draw(2 ** bits);
  }

  nextBoolean(): boolean {
    return this.draw(2) === 1;
  }

  nextInt(min: number = -(2 ** 31), max: number = 2 ** 31 - 1): number {
    return min + this.draw(max - min + 1);
  }

  nextBigInt(min: bigint, max: bigint): bigint {
    const width = max - min + 1n;
    return min + BigInt(this.draw(width > 1_000n ? 1_000 : Number(width)));
  }

  /** 0, then 1/2, 1/3, ... */
  nextDouble(): number {
    const choice = this.draw(1_000);
    return choice === 0 ? 0 : 1 / (choice + 1);
  }

  getState(): undefined {
    return undefined;
  }

  private draw(width: number): number {
    const choice = this.choices[this.widths.length] ?? 0;
    if (this.widths.push(width) > this.choices.length + IDLE_DRAWS_MAX) throw REFUSED;
    return Math.min(choice, width - 1);
  }
}
