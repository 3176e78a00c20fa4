import { exploreForTest } from './explore-for-test.ts';
import type { Answer, Asked } from './protocol.ts';
import { replayForTest } from './replay-for-test.ts';

/** What a test asks, done in the threads of a command. Errors are answers too. */
export async function answerTo(asked: Asked): Promise<Answer> {
  try {
    if (asked.kind === 'explore') return { kind: 'explored', exploration: await exploreForTest(asked) };
    return { kind: 'replayed', recordings: await replayForTest(asked) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'ERR_INVARIANT';
    return { kind: 'failed', code, message };
  }
}
