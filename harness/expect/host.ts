import { answerTo } from './answer-to.ts';
import type { Asked } from './protocol.ts';

// The process that explores for a test runner. It runs no code under test itself, so it always hears when the runner is gone.

process.setSourceMapsEnabled(true);
process.on('disconnect', () => process.exit());
process.once('message', async (asked) => {
  process.send?.(await answerTo(asked as Asked), () => process.disconnect());
});
