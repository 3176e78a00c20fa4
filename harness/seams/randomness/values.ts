import type { Random } from '../../engine/random.ts';

/** Values drawn from an execution's generator in the shapes that `Math.random` and `crypto` give. */

/** Fills the bytes in order, four to a draw. */
export function fillBytes(random: Random, bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; ) {
    for (let word = random.next(), k = 0; k < 4 && i < bytes.length; k++, word >>>= 8) bytes[i++] = word & 0xff;
  }
}

/** An integer in [min, max) over spans of up to 2^48 - 1, which is what `crypto.randomInt` allows. */
export function integerBetween(random: Random, min: number, max: number): number {
  return min + Math.floor(random.fraction() * (max - min));
}

/** RFC 9562, version 4: all drawn. */
export function uuidVersion4(random: Random): string {
  const bytes = Buffer.alloc(16);
  fillBytes(random, bytes);
  return uuidOf(bytes, 4);
}

/** RFC 9562, version 7: ms since the epoch, then drawn. */
export function uuidVersion7(random: Random, nowMs: number): string {
  const bytes = Buffer.alloc(16);
  fillBytes(random, bytes);
  bytes.writeUIntBE(nowMs, 0, 6);
  return uuidOf(bytes, 7);
}

/** The version is a nibble, the variant bits are 10. */
function uuidOf(bytes: Buffer, version: number): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
