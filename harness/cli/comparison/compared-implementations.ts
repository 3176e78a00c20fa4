import { RacelineError } from '../../engine/errors.ts';
import type { ScenarioDescription } from '../../explore/scenario-description.ts';
import { requireImplementations } from '../exploration/chosen-implementations.ts';
import type { CompareArguments } from './compare-arguments.ts';

/** The implementation whose violation is a failure of the comparison: flawed ones are there to be violated. */
export const REFERENCE = 'reference';

/** Two of the user's choice; else the published ones, or the reference and what it is made of less. */
export function comparedImplementations(
  description: ScenarioDescription,
  { implementations, ablation }: CompareArguments,
): readonly string[] {
  if (implementations !== undefined) return twoOf(description, implementations);
  const isChosen = (name: string, ablates: string | null): boolean =>
    ablation ? name === REFERENCE || ablates !== null : ablates === null;
  return description.implementations.filter(({ name, ablates }) => isChosen(name, ablates)).map(({ name }) => name);
}

function twoOf(description: ScenarioDescription, implementations: string): readonly string[] {
  const next = 'Pass two of these to --implementations.';
  const chosen = implementations.split(',').map((name) => name.trim());
  requireImplementations(description, chosen, next);
  if (chosen.length === 2) return chosen;
  throw new RacelineError('ERR_USAGE', {
    what: `--implementations ${implementations}`,
    why: 'it takes two names, as in a,b',
    next,
  });
}
