import { BROKEN_WITHIN, type Claim, packagesOf, REPLAYS, SILENT_OVER } from './claims.ts';

/** One implementation of a claim: what is to be explored. */
export interface Trial {
  readonly scenario: string;
  readonly implementation: string;
  readonly packages: string;
  readonly property: string;
  readonly executions: number;
}

/** How often it broke, as the table says it. */
export interface Outcome {
  /** Version of Node. */
  readonly node: string;
  /** `29, first at 1`; `none`; or why nobody knows. */
  readonly broken: string;
  /** `20 of 20`; empty where nothing broke. */
  readonly replays: string;
}

export const NONE_BROKEN = 'none';

/** All that claims say is broken, or silent, in their order. */
export function trialsOf(claims: readonly Claim[]): readonly (Trial & { readonly isBroken: boolean })[] {
  return claims.flatMap((claim) => [
    ...claim.broken.map((implementation) => ({ ...trialOf(claim, implementation, BROKEN_WITHIN), isBroken: true })),
    ...claim.silent.map((implementation) => ({ ...trialOf(claim, implementation, SILENT_OVER), isBroken: false })),
  ]);
}

function trialOf(claim: Claim, implementation: string, executions: number): Trial {
  const { scenario, property } = claim;
  return { scenario, implementation, packages: packagesOf(claim, implementation), property, executions };
}

/** Whether the outcome is what the claim says. */
export function isMet(isBroken: boolean, { broken, replays }: Outcome): boolean {
  return isBroken
    ? /^\d+, first at \d+$/.test(broken) && replays === `${REPLAYS} of ${REPLAYS}`
    : broken === NONE_BROKEN;
}

/** The cells that say which trial a row is about. */
function keyOf({ scenario, implementation, packages, property, executions }: Trial): string {
  return [scenario, implementation, packages, property, executions.toLocaleString('en')].join(' | ');
}

/** PACKAGES.md. A trial without an outcome has no row. */
export function packagesTable(trials: readonly Trial[], outcomeOf: (trial: Trial) => Outcome | undefined): string {
  const rows = trials.flatMap((trial) => {
    const outcome = outcomeOf(trial);
    return outcome === undefined
      ? []
      : [`| ${keyOf(trial)} | ${outcome.broken} | ${outcome.replays} | ${outcome.node} |`];
  });
  return [
    '# Published packages, as npm has them',
    '',
    'Made by `npm run packages`, which fetches them and explores each from seed 1 in the default way. A row: one property of one',
    `implementation; in how many of the executions it broke, and in which first; how many of ${REPLAYS} replays broke it again, each step as recorded.`,
    'A row that says none is about all that is judged there, but for what another row says is broken.',
    '',
    '| scenario | implementation | packages | property | executions | broken | replays | Node |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** The outcomes that such a file has. */
export function readPackagesTable(text: string): (trial: Trial) => Outcome | undefined {
  const outcomes = new Map<string, Outcome>();
  for (const line of text.split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim());
    const [broken, replays, node] = cells.slice(6, 9);
    if (broken === undefined || replays === undefined || node === undefined) continue;
    outcomes.set(cells.slice(1, 6).join(' | '), { broken, replays, node });
  }
  return (trial) => outcomes.get(keyOf(trial));
}
