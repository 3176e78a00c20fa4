/** Rounds that count. */
export const ROUNDS = 11;
/** Executions of a contender in one round. */
export const EXECUTIONS = 20_000;

/** Something to be timed: `run(n)` does n units of work. */
export interface Contender {
  readonly name: string;
  /** Units in one round. */
  readonly units: number;
  run(units: number): Promise<void>;
}

/** Microseconds a unit took, by contender and round. */
export type Timings = ReadonlyMap<string, readonly number[]>;

/**
 * Times every contender once a round, so that a machine that slows down slows all of them: ratios hold, absolute figures
 * drift. The first round warms up and is not counted. No collection is forced in between: it would shrink the young
 * generation, and each contender would pay for its growth anew, which no exploration does.
 */
export async function timeInRounds(contenders: readonly Contender[], rounds: number): Promise<Timings> {
  const timings = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const { name, units, run } of contenders) {
      const beganAt = performance.now();
      await run(units);
      const micros = ((performance.now() - beganAt) * 1_000) / units;
      if (round > 0) timings.get(name)?.push(micros);
    }
  }
  return timings;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

export function medianMicros(timings: Timings, name: string): number {
  return median(timings.get(name) ?? []);
}

/** The median over the rounds of how many times as long `name` took as `base` did in the same round. */
export function medianRatio(timings: Timings, name: string, base: string): number {
  const bases = timings.get(base) ?? [];
  return median((timings.get(name) ?? []).map((micros, round) => micros / (bases[round] ?? Number.NaN)));
}
