/** Of a list in which each entry is followed by what belongs to it, as Node gives headers and writes: `[a, 1, b, 2]`. */
export function pairsOf<First, Second = First>(flat: readonly (First | Second)[]): (readonly [First, Second])[] {
  return flat.flatMap((entry, i) => (i % 2 === 0 ? [[entry as First, flat[i + 1] as Second] as const] : []));
}
