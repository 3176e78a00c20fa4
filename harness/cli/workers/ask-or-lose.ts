import { FailedRequest } from './failed-request.ts';
import { NeverYielded } from './watchdog.ts';

/** What a member answers; null when a step never returned, the engine failed or the thread ended. It is then replaced. */
export async function askOrLose<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NeverYielded || error instanceof FailedRequest) return null;
    throw error;
  }
}
