import type { Scenario } from '../../scenario/scenario.ts';
import type { Theme } from './program.ts';

/** Names of the files that make up the table, a theme each. */
export const THEMES = [
  'memory',
  'locks',
  'timers',
  'windows',
  'network',
  'files',
  'streams',
  'reduction',
  'callbacks',
  'ends',
  'bounds',
  'programs',
  'undecidable',
  'hangs',
  'thenables',
  'environment',
  'hostile-values',
  'hostile-globals',
  'hostile-process',
  'hostile-crash',
] as const;

export async function loadTheme(name: string): Promise<{ readonly theme: Theme; readonly scenario: Scenario }> {
  return await import(/* @vite-ignore */ `./${name}.ts`);
}

export async function loadThemes(names: readonly string[] = THEMES): Promise<readonly Theme[]> {
  return await Promise.all(names.map(async (name) => (await loadTheme(name)).theme));
}
