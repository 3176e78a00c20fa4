import { writeFileSync } from 'node:fs';
import type { ExplorationReport } from '../../explore/explore.ts';
import type { ExploreOptions } from '../../explore/explore-options.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Verdict } from '../../scenario/verdict.ts';
import { loadTheme } from './themes.ts';

/** Verdicts by property, by program. */
export type Answers = Record<string, Record<string, string>>;

/** The library, whichever copy of it. */
export type Explore = (
  scenario: Scenario,
  implementation: string,
  options: Partial<ExploreOptions>,
) => Promise<Pick<ExplorationReport, 'verdicts'>>;

export function answersOf(verdicts: readonly Pick<Verdict, 'property' | 'verdict'>[]): Record<string, string> {
  return Object.fromEntries(verdicts.map(({ property, verdict }) => [property, verdict]));
}

/** Explores all programs of a theme in this thread but those that end or hang it. */
export async function exploreTheme(name: string, explore: Explore): Promise<Answers> {
  const { theme, scenario } = await loadTheme(name);
  const answers: Answers = {};
  for (const [program, { commandOnly }] of Object.entries(theme.programs)) {
    if (commandOnly !== undefined) continue;
    const { strategy, schedules } = theme;
    const { verdicts } = await explore(scenario, program, { strategy, schedulesMax: schedules, seed: 1 });
    answers[program] = answersOf(verdicts);
  }
  return answers;
}

/** The same for a process of its own: programs may print whatever they like, so the answers go to a file. */
export async function exploreThemeInto(file: string, name: string, explore: Explore): Promise<void> {
  writeFileSync(file, JSON.stringify(await exploreTheme(name, explore)));
}
