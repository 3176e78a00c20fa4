/**
 * 64-bit trace hash as two 32-bit halves, so that the step loop stays in small integers.
 * The mixing step is the finaliser of MurmurHash3 (Austin Appleby, public domain), one multiplication a half.
 */
export class TraceHash {
  high: number = 0x9e3779b9 | 0;
  low: number = 0x85ebca6b | 0;

  /** Mixes two words in: a half takes one of them, then each half takes the other half in. */
  mix(first: number, second: number): void {
    const low = Math.imul(this.low ^ first, 0x5bd1e995);
    const high = Math.imul(this.high ^ second, 0x1b873593);
    this.low = low ^ (low >>> 15) ^ high;
    this.high = ((high ^ (high >>> 13)) + low) | 0;
  }

  /** Sixteen hexadecimal digits. */
  digest(): string {
    return hex(this.high) + hex(this.low);
  }
}

function hex(half: number): string {
  return (half >>> 0).toString(16).padStart(8, '0');
}

/** FNV-1a, 32 bit (Fowler, Noll, Vo). */
export function hashString(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash | 0;
}
