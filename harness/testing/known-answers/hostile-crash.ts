import type { Scenario } from '../../scenario/scenario.ts';
import { one, refuse } from './hostile-helpers.ts';
import { hostile, scenarioOf, type Theme, undecidable } from './program.ts';

// By itself, for it ends the process that explores it.

export const theme: Theme = {
  name: 'hostile-crash',
  title: 'exceptions by the thousand',
  strategy: 'exhaustive',
  schedules: 1_000,
  programs: {
    'ticks-throw-by-the-thousand': hostile(
      undecidable(
        '1,500 callbacks of process.nextTick throw, and no code handles that: more than the bound unhandledMax.',
        one(() => {
          for (let i = 0; i < 1_500; i++) process.nextTick(refuse);
        }),
        { everything: 'unknown', 'no-unhandled-rejection': 'violated' },
      ),
    ),
  },
};

export const scenario: Scenario = scenarioOf(theme);
