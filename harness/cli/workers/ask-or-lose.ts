import { NeverYielded } from './watchdog.ts';

/** What a member answers; null when a step never returned. The thread is then replaced. */
export async function askOrLose<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NeverYielded) return null;
    throw error;
  }
}
