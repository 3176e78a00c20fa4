/** How many times as many random programs as in `npm test` are compared; `npm run test:programs` says 25. */
const TIMES = Number(process.env.RACELINE_TIMES ?? 1);

/** Of random programs, as many as a run of the tests has time for. */
export function amount(inTests: number): number {
  return Math.ceil(inTests * TIMES);
}
