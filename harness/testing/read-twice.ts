import { setTimeout as sleep } from 'node:timers/promises';
import { runOnce } from '../run/detailed-run.ts';
import { trialOf } from './trial.ts';

/** How much later the second look comes, in virtual ms. */
const LATER_MS = 1_234;

/** What an actor sees when the execution begins and LATER_MS later, and what leaked. */
export async function readTwice(
  read: () => unknown,
  spec: Parameters<typeof trialOf>[1],
): Promise<{ readonly seen: unknown[]; readonly leaks: readonly string[] }> {
  const seen: unknown[] = [];
  const scenario = trialOf(
    {
      a: async () => {
        seen.push(read());
        await sleep(LATER_MS);
        seen.push(read());
      },
    },
    spec,
  );
  const { leaks } = await runOnce(scenario);
  return { seen, leaks };
}
