/**
 * splitmix32: a small generator with one word of state, for everything random in an execution and in the strategies.
 * Constants from Sebastiano Vigna's splitmix64 as reduced to 32 bits in MurmurHash3's finaliser. Not for secrets.
 * A library would do, but this sits in the step loop and must give the same numbers in every version of Raceline.
 */
export class Random {
  private readonly seed: number;
  private state: number;

  constructor(seed: number) {
    this.seed = seed | 0;
    this.state = this.seed;
  }

  /** Whether anything was drawn. */
  get hasDrawn(): boolean {
    return this.state !== this.seed;
  }

  /** The next 32 bits, unsigned. */
  next(): number {
    this.state = (this.state + 0x9e3779b9) | 0;
    let z = this.state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  }

  /** An integer in [0, bound). The bias is below 2^-32 times bound: nothing that a chi-squared test can see. */
  below(bound: number): number {
    // Truncation, where Math.floor would make a float of the index.
    return (this.next() * (1 / 0x1_0000_0000) * bound) >>> 0;
  }

  /** A number in [0, 1) with 53 bits, as Math.random gives. */
  fraction(): number {
    const high = this.next() >>> 5;
    const low = this.next() >>> 6;
    return (high * 0x400_0000 + low) / 0x20_0000_0000_0000;
  }
}

/** A seed for part `part` of what `seed` decides: parts are independent of each other. */
export function deriveSeed(seed: number, part: number): number {
  return new Random(new Random(seed ^ Math.imul(part + 1, 0x9e3779b1)).next()).next() | 0;
}
