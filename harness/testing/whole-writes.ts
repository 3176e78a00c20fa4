import { EFFECT, type Operation } from '../engine/operation.ts';
import { Random } from '../engine/random.ts';
import type { Decision } from '../engine/strategy.ts';
import type { TimelineEvent } from '../run/recorder.ts';
import { defineStrategy } from '../strategies/define-strategy.ts';
import type { StrategyDefinition } from '../strategies/strategy-definition.ts';

// Linux writes less than a page in one piece, and executions write all in two halves. What a test claims of small files must
// not rest on that.

const PAGE_BYTES = 4_096;

/** Effects of a write to a path (it opens the file first) and to an open file, after which its first half is out. */
const EFFECTS_BEFORE: Readonly<Record<string, number>> = { writeFile: 2, appendFile: 2, write: 1, writev: 1 };

/** The random walk that never lets anything come between the halves of a write. */
export const WHOLE_WRITES: StrategyDefinition = defineStrategy({
  name: 'whole-writes',
  facts: { isFair: true },
  make: ({ seed }) => {
    const random = new Random(seed);
    return {
      begin: () => true,
      choose(decision) {
        const begun = begunIn(decision);
        return begun < 0 ? random.below(decision.count) : begun;
      },
      end() {},
    };
  },
});

function begunIn({ enabled, count }: Decision): number {
  const at = enabled.findIndex(hasWrittenHalf);
  return at < count ? at : -1;
}

function hasWrittenHalf({ kind, phase, effects }: Operation): boolean {
  return phase === EFFECT && EFFECTS_BEFORE[kind.name] === effects;
}

/** Labels of writes of less than a page of which something else came between the halves. */
export function tornWrites(events: readonly TimelineEvent[]): string[] {
  return events.flatMap(({ text, outcome }, at) => {
    const [, bytes] = /^first half, \d+ of (\d+) bytes/.exec(outcome) ?? [];
    const next = events[at + 1];
    const isWhole = next?.text === text && next.outcome.startsWith('second half');
    return Number(bytes) < PAGE_BYTES && !isWhole ? [text] : [];
  });
}
