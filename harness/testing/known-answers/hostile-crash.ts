import type { Scenario } from '../../scenario/scenario.ts';
import { one, refuse } from './hostile-helpers.ts';
import { broken, hostile, scenarioOf, type Theme } from './program.ts';

// By itself, for it ends the process that explores it.

export const theme: Theme = {
  name: 'hostile-crash',
  title: 'exceptions by the thousand',
  strategy: 'exhaustive',
  schedules: 1_000,
  programs: {
    'ticks-throw-by-the-thousand': {
      ...hostile(
        broken(
          '1,500 callbacks of process.nextTick throw, and no code handles that.',
          one(() => {
            for (let i = 0; i < 1_500; i++) process.nextTick(refuse);
          }),
          'no-unhandled-rejection',
        ),
      ),
      disagrees: 'nothing: the process ends with "async hook stack has become corrupted" at more than 1,000',
    },
  },
};

export const scenario: Scenario = scenarioOf(theme);
