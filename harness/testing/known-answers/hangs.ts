import type { Scenario } from '../../scenario/scenario.ts';
import { begin, type Entry, hostile, nothingElse, scenarioOf, type Theme, undecidable } from './program.ts';

// Steps that never return: the command ends the thread, and no verdict rests on what it did not see.

const hangs = (says: string, body: () => unknown): Entry => ({
  ...hostile(undecidable(says, (env) => begin(env, { only: body }))),
  commandOnly: 'a step never returns',
});

export const theme: Theme = {
  name: 'hangs',
  title: 'steps that never return',
  strategy: 'exhaustive',
  schedules: 100,
  hang: 2,
  programs: {
    'spins-for-ever': hangs('A loop without an await never yields.', () => {
      for (;;);
    }),
    'spins-in-microtasks': hangs('await of nothing never leaves the microtask queue.', async () => {
      for (;;) await null;
    }),
    'spins-in-ticks': hangs('Each tick queues another before microtasks and timers have a turn.', () => {
      const again = (): void => process.nextTick(again);
      again();
    }),
    'resolves-with-itself-anew': hangs('A thenable that resolves with another thenable without end.', async () => {
      const endless = (): object =>
        Object.defineProperty({}, 'then', { value: (resolve: (value: unknown) => void) => resolve(endless()) });
      await endless();
    }),
    'judge-spins': {
      ...hostile(
        undecidable('The judge never returns, so nobody judges.', (env) => {
          begin(env, { only: nothingElse });
          return () => {
            for (;;);
          };
        }),
      ),
      commandOnly: 'a step never returns',
    },
  },
};

export const scenario: Scenario = scenarioOf(theme);
